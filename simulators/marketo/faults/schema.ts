import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ENDPOINT_CLASSES = ['identity', 'leads', 'leadWrites', 'metadata', 'activities', 'usage', 'lists'] as const;
/** Groups of endpoints a fault rule can name. */
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number];

const count = z.int().positive();

/** All given conditions must hold. Counting conditions count what the others let through. */
const matchSchema = z.strictObject({
  method: z.string().optional(),
  /** Prefix of the path, or a pattern with `*`. */
  path: z.string().optional(),
  class: z.enum(ENDPOINT_CLASSES).optional(),
  clientId: z.string().optional(),
  /** `lateMs` only: activity types whose commits are meant; absent = all. */
  types: z.array(z.int()).optional(),
  /** Skips the first n. */
  after: z.int().nonnegative().optional(),
  /** Only the n-th (after `after`). */
  nth: count.optional(),
  /** Each n-th. */
  every: count.optional(),
  probability: z.number().min(0).max(1).optional(),
  /** At most so many times. */
  times: count.optional(),
});

const actionShape = {
  /** Error code in the envelope, HTTP 200. */
  code: z.string().regex(/^(6|7|10|11)\d\d$|^50[02]$/, 'an error code as text, such as "606"'),
  /** Gateway answer; with `html` an HTML page, else an empty body. */
  http: z.int().min(400).max(599),
  /** The socket is destroyed before the work is done. */
  resetBefore: z.literal(true),
  /** The work is done, then the socket is destroyed. */
  resetAfter: z.literal(true),
  delayMs: count,
  /** Headers promise the whole body, half of it comes, then the socket is destroyed. */
  truncate: z.literal(true),
  emptyBody: z.literal(true),
  /** Complete HTTP, half of the JSON. */
  badJson: z.literal(true),
  /** The caller's token ends now: 602. */
  expireToken: z.literal(true),
  /** Identity answers `expires_in: 0`. */
  expiresInZero: z.literal(true),
  /** Activity rows become visible this much after their date. */
  lateMs: count,
  /** Each row of the page comes twice. */
  duplicateRows: z.literal(true),
  /** Only k rows, moreResult true; the token leads to the rest. */
  shortPage: z.int().nonnegative(),
  emptyPage: z.literal(true),
  /** Activity rows lack `id`. */
  dropId: z.literal(true),
  /** Activity rows of a page share one `id`. */
  repeatId: z.literal(true),
  /** The last k rows of the page are lost. */
  omitRows: count,
};
/** Every kind of fault, by the name of its action. */
export const FAULT_CLASSES = Object.keys(actionShape) as readonly FaultClass[];
export type FaultClass = keyof typeof actionShape;

const doSchema = z
  .strictObject({
    ...z.object(actionShape).partial().shape,
    message: z.string().optional(),
    html: z.boolean().optional(),
  })
  .refine((given) => FAULT_CLASSES.filter((name) => name in given).length === 1, {
    error: `needs exactly one of ${FAULT_CLASSES.join(', ')}`,
  });

const OF_REQUESTS = ['method', 'path', 'class', 'clientId'] as const;

const ruleSchema = z
  .strictObject({ match: matchSchema.default({}), do: doSchema })
  .refine((rule) => rule.do.lateMs === undefined || OF_REQUESTS.every((name) => rule.match[name] === undefined), {
    path: ['match'],
    error: `lateMs happens to rows, not requests: it can't be matched by ${OF_REQUESTS.join(', ')}`,
  })
  .refine((rule) => rule.do.lateMs !== undefined || rule.match.types === undefined, {
    path: ['match', 'types'],
    error: 'only lateMs can be matched by types',
  });
const rulesSchema = z.array(ruleSchema);

/** One fault rule as it is written in a file or given to the control API. */
export type FaultRule = z.input<typeof ruleSchema>;
/** One checked fault rule. */
export type CheckedRule = z.output<typeof ruleSchema>;
/** What a rule does. */
export type FaultAction = CheckedRule['do'];

/** A list of fault rules that can't be used; the message names the source, the rule's index and the field. */
export class FaultRulesError extends Error {}

/** Checks a list of fault rules. `source` (a file name, say) stands in the error. */
export function readFaults(given: unknown, source: string): CheckedRule[] {
  const parsed = rulesSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => {
    const [index, ...field] = path;
    return typeof index === 'number' ? `rule ${index}, field ${field.join('.') || '(rule)'}: ${message}` : message;
  });
  throw new FaultRulesError(`${source}: ${lines.join('; ')}`);
}

/** Reads a fault file (a JSON array of rules). Throws a FaultRulesError that names file, rule index and field. */
export function readFaultsFile(path: string): CheckedRule[] {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FaultRulesError(`${path}: not a readable JSON file (${String(error)})`, {
      cause: error,
    });
  }
  return readFaults(given, path);
}
