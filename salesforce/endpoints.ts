/** What the client asks for, with our limit for the whole call in ms, its body included; none is above 90 s. */
export const DEADLINES = {
  signIn: 30_000,
  versions: 30_000,
  describe: 45_000,
  query: 90_000,
  deleted: 90_000,
  upsert: 90_000,
  create: 90_000,
  update: 90_000,
  remove: 90_000,
} as const;

export type EndpointName = keyof typeof DEADLINES;

/** Records of one write (salesforce-rest 2.3). */
export const MAX_RECORDS = 200;
/** Salesforce takes 16,384 bytes (salesforce-rest 4), a proxy between often 8 KB alone. */
export const MAX_URL_BYTES = 7_500;
export const DEFAULT_API_VERSION = '66.0';
