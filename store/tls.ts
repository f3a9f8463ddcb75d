import { MongoServerSelectionError } from 'mongodb';

/** Codes of Node and OpenSSL about certificates and handshakes. */
const TLS = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;
/** The driver puts Node's error two deep. */
const DEPTH = 5;

/** Why TLS with the server failed, by its code alone; null: something else is wrong. */
export function tlsProblem(error: unknown): string | null {
  if (!(error instanceof MongoServerSelectionError)) return codeOf(error);
  const servers = [...(error.reason?.servers.values() ?? [])];
  return servers.map(({ error: one }) => codeOf(one)).find((code) => code !== null) ?? null;
}

function codeOf(error: unknown): string | null {
  let at = error;
  for (let depth = 0; depth < DEPTH && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string' && TLS.test(at.code)) return at.code;
    at = at.cause;
  }
  return null;
}
