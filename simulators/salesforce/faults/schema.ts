import { z } from 'zod';
import { checkRules, checkRulesFile, commonConditions, exactlyOne } from '../../lib/faults/rules.ts';

const ENDPOINT_CLASSES = [
  /** Token, revoke, userinfo, the identity URL. */
  'identity',
  /** Versions and resources. */
  'versions',
  'describe',
  /** GET of single records. */
  'reads',
  /** POST, PATCH and DELETE of single records, upsert too. */
  'writes',
  /** /composite/sobjects, every method. */
  'collections',
  /** /composite itself, batch and tree. */
  'composite',
  'query',
  /** updated and deleted. */
  'replication',
  'limits',
] as const;
/** Groups of endpoints a fault rule can name. */
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number];

const count = z.int().positive();

/** All given conditions must hold. Counting conditions count what the others let through. */
const matchSchema = z.strictObject({
  ...commonConditions,
  class: z.enum(ENDPOINT_CLASSES).optional(),
  /** Object of the path, or of the first record of a collection. */
  object: z.string().optional(),
  userId: z.string().optional(),
});

const actionShape = {
  /** An error answer of the API by its code, such as UNABLE_TO_LOCK_ROW. For class `identity` an OAuth error. */
  error: z.string().min(1),
  /** Gateway answer; with `html` an HTML page, else the JSON of an error without meaning. */
  http: z.int().min(400).max(599),
  /** The socket is destroyed before the work is done. */
  resetBefore: z.literal(true),
  /** The work is done, then the socket is destroyed. */
  resetAfter: z.literal(true),
  /** The work begins so much later. */
  delayMs: count,
  /** The work is done at once, its answer comes so much later. */
  delayAfterMs: count,
  /** Headers promise the whole body, half of it comes, then the socket is destroyed. */
  truncate: z.literal(true),
  /** Headers and half of the body come, then nothing, and the connection stays open. */
  stall: z.literal(true),
  /** The body comes in sixteen parts, so far apart. */
  trickleMs: count,
  emptyBody: z.literal(true),
  /** Complete HTTP, half of the JSON. */
  badJson: z.literal(true),
  /** The caller's session ends now: 401. */
  expireSession: z.literal(true),
  /** A token is given, but the API refuses it: 401 at its first use and ever after. */
  deadToken: z.literal(true),
  /** 302 to this address. */
  redirect: z.string(),
  /** Items of a collection fail with this code; `items` are their places, all when absent. */
  itemError: z.string().min(1),
  /** Rows of a query's page at most. */
  pageSize: count,
};
export type FaultClass = keyof typeof actionShape;
/** Every kind of fault, by the name of its action. */
export const FAULT_CLASSES = Object.keys(actionShape) as readonly FaultClass[];

const doSchema = z
  .strictObject({
    ...z.object(actionShape).partial().shape,
    /** Of `error` and `itemError`. */
    message: z.string().optional(),
    /** HTTP status of `error`, when not the code's usual one. */
    status: z.int().min(400).max(599).optional(),
    html: z.boolean().optional(),
    /** Of an HTML page; default `text/html`. */
    contentType: z.string().optional(),
    /** `error` and `http`: the work is done all the same, and stays done. */
    committed: z.boolean().optional(),
    items: z.array(z.int().nonnegative()).optional(),
  })
  .check(exactlyOne(FAULT_CLASSES));

/** What a rule does. */
export type FaultAction = z.output<typeof doSchema>;

const ruleSchema = z.strictObject({ match: matchSchema.default({}), do: doSchema });
const rulesSchema = z.array(ruleSchema);

/** One fault rule as it is written in a file or given to the control API. */
export type FaultRule = z.input<typeof ruleSchema>;
/** One checked fault rule. */
export type CheckedRule = z.output<typeof ruleSchema>;

/** Checks a list of fault rules. `source` (a file name, say) stands in the error. Throws a FaultRulesError. */
export function readFaults(given: unknown, source: string): CheckedRule[] {
  return checkRules(rulesSchema, given, source);
}

/** Reads a fault file (a JSON array of rules). Throws a FaultRulesError that names file, rule index and field. */
export function readFaultsFile(path: string): CheckedRule[] {
  return checkRulesFile(rulesSchema, path);
}
