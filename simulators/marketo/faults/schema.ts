import { z } from 'zod';
import { checkRules, checkRulesFile, commonConditions, exactlyOne } from '../../lib/faults/rules.ts';

const ENDPOINT_CLASSES = [
  'identity',
  'leads',
  'leadWrites',
  'metadata',
  'activities',
  /** Adding custom activities. */
  'activityWrites',
  /** Custom activity types: list, describe and every change of them. */
  'activityTypes',
  'usage',
  'lists',
  /** Create, enqueue, status, cancel and list of both kinds of export; a path pattern tells them apart. */
  'bulk',
  'bulkFile',
] as const;
/** Groups of endpoints a fault rule can name. */
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number];

const count = z.int().positive();

/** All given conditions must hold. Counting conditions count what the others let through. */
const matchSchema = z.strictObject({
  ...commonConditions,
  class: z.enum(ENDPOINT_CLASSES).optional(),
  clientId: z.string().optional(),
  /** `lateMs` only: activity types whose commits are meant; absent = all. */
  types: z.array(z.int()).optional(),
  /** Faults of export jobs only, which are decided when a job is enqueued: the kind of job; absent = both. */
  job: z.enum(['leads', 'activities']).optional(),
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
  /** Complete HTTP, half of the JSON or of the file. */
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
  /** One bit in the middle of a delivered file is wrong; status and checksum are right, the next download is too. */
  flipBit: z.literal(true),
  /** The header Range is ignored: 200 and the whole file. */
  noRange: z.literal(true),
  /** The job ends as Failed; `message` is its errorMsg. */
  failJob: z.literal(true),
  /** The file of a Completed job answers 404 so many times. */
  completedBut404: count,
  /**
   * The stored file lacks so many bytes at its end, always; size and checksum are those of the whole. (`truncate` on
   * class bulkFile breaks one download of a whole file instead.)
   */
  truncateFile: count,
  /**
   * The file is hard to read but true: NULs stand in text cells, which the person doesn't have (a reader drops them),
   * and a text that holds a CR, which the person has, comes without quotes where nothing else needs them.
   */
  nulAndCr: z.literal(true),
};
/** Every kind of fault, by the name of its action. */
export const FAULT_CLASSES = Object.keys(actionShape) as readonly FaultClass[];
export type FaultClass = keyof typeof actionShape;

const JOB_ACTIONS = ['failJob', 'completedBut404', 'truncateFile', 'nulAndCr'] as const;

const doSchema = z
  .strictObject({
    ...z.object(actionShape).partial().shape,
    message: z.string().optional(),
    html: z.boolean().optional(),
  })
  .check(exactlyOne(FAULT_CLASSES));

/** What a rule does. */
export type FaultAction = z.output<typeof doSchema>;

/** What a fault happens to. */
export type Target = 'request' | 'row' | 'job';

/** What a rule's fault happens to. */
export function targetOf(action: FaultAction): Target {
  if (action.lateMs !== undefined) return 'row';
  return JOB_ACTIONS.some((name) => action[name] !== undefined) ? 'job' : 'request';
}

/** Conditions that make no sense for a target. */
const SENSELESS: Readonly<Record<Target, readonly (keyof z.output<typeof matchSchema>)[]>> = {
  request: ['types', 'job'],
  row: ['method', 'path', 'class', 'clientId', 'job'],
  job: ['method', 'path', 'class', 'types'],
};
const WHY: Readonly<Record<Target, string>> = {
  request: 'only lateMs can be matched by types, and only faults of jobs by job',
  row: "lateMs happens to rows, not requests: it can't be matched by",
  job: `${JOB_ACTIONS.join(', ')} happen to jobs, not requests: they can't be matched by`,
};

const ruleSchema = z
  .strictObject({ match: matchSchema.default({}), do: doSchema })
  .superRefine(({ match, do: action }, context) => {
    const target = targetOf(action);
    const senseless = SENSELESS[target].filter((name) => match[name] !== undefined);
    for (const name of senseless) {
      const [path, message] =
        target === 'request' ? [['match', name], WHY[target]] : [['match'], `${WHY[target]} ${name}`];
      context.addIssue({ code: 'custom', path, message });
    }
  });
const rulesSchema = z.array(ruleSchema);

/** One fault rule as it is written in a file or given to the control API. */
export type FaultRule = z.input<typeof ruleSchema>;
/** One checked fault rule. */
export type CheckedRule = z.output<typeof ruleSchema>;
/** What happens to one job; `failJob` holds its errorMsg. */
export interface JobFaults {
  readonly failJob?: string;
  readonly completedBut404?: number;
  readonly truncateFile?: number;
  readonly nulAndCr?: true;
}

/** Checks a list of fault rules. `source` (a file name, say) stands in the error. Throws a FaultRulesError. */
export function readFaults(given: unknown, source: string): CheckedRule[] {
  return checkRules(rulesSchema, given, source);
}

/** Reads a fault file (a JSON array of rules). Throws a FaultRulesError that names file, rule index and field. */
export function readFaultsFile(path: string): CheckedRule[] {
  return checkRulesFile(rulesSchema, path);
}
