import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesforceSkip } from '../../../model/salesforce-task/skips.ts';

/** Somebody held one of the record's rows for ten seconds (salesforce-rest 3): soon again, but never all at once. */
const LOCKED = 'salesforce.UNABLE_TO_LOCK_ROW';
const FIRST_LOCK_WAIT_MS = 2_000;
const LONGEST_LOCK_WAIT_MS = 32_000;

/**
 * First wait of what may come right by itself, doubled each time: the key is another worker's just now; the person's
 * record was merged, which reaches us through Marketo, whose own sync pauses for five minutes (product.md 9).
 */
const MAY_COME: ReadonlyMap<string, number> = new Map([
  ['salesforce.DUPLICATE_VALUE', 5_000],
  ['salesforce.ENTITY_IS_DELETED', 5 * 60_000],
]);
const TRIES_UNTIL_IT_COMES = 4;

/** An approval, or automation of the org's own: once more after an hour. */
const SLOW: ReadonlySet<string> = new Set([
  'salesforce.APEX_ERROR',
  'salesforce.CANNOT_EXECUTE_FLOW_TRIGGER',
  'salesforce.ENTITY_IS_LOCKED',
]);
const SLOW_TRIES = 2;
const SLOW_WAIT_MS = 3_600_000;

/** What trying again can't mend: a person must look at it. */
const FAILS: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['record', 'bug']);
const FAILS_AT_ONCE: ReadonlySet<string> = new Set([
  'salesforce.INACTIVE_OWNER_OR_USER',
  'salesforce.INVALID_CROSS_REFERENCE_KEY',
  'salesforce.INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'salesforce.INSUFFICIENT_ACCESS_OR_READONLY',
]);
/** What somebody has to mend, and then goes on by itself; where one record alone is refused, for a day. */
const WAITS_FOR_ADMIN: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['auth', 'config']);
const ADMIN_WAIT_MS = 10 * 60_000;
const LONGEST_ADMIN_WAIT_MS = 3_600_000;
const TRIES_FOR_ADMIN = 26;

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 30 * 60_000;

const FIRST_HELD_UP_MS = 1_000;
const LONGEST_HELD_UP_MS = 5 * 60_000;

/** Of a record, how often it was claimed, this time included; random: 0 to 1. */
export interface Attempt {
  tries: number;
  now: Date;
  random: number;
}

/** After an error behind which surely nothing was written. `whole`: of the call, not of this record alone. */
export function refusalOf(error: AppError, attempt: Attempt, scope: 'whole' | 'record'): BranchAnswer {
  const waitMs = waitOf(error, attempt, scope);
  if (waitMs === null) return { state: 'failed', error: error.key };
  const own = new Date(attempt.now.getTime() + waitMs);
  return { state: 'parked', until: error.key === LOCKED ? own : (error.retryAt ?? own), reason: error.key };
}

function waitOf({ key, entry }: AppError, { tries, random }: Attempt, scope: 'whole' | 'record'): number | null {
  const times = 2 ** Math.min(tries - 1, 10);
  if (key === LOCKED) return Math.min(LONGEST_LOCK_WAIT_MS, FIRST_LOCK_WAIT_MS * times) * (0.5 + random);
  if (scope === 'record' && FAILS_AT_ONCE.has(key)) return null;
  const soonMs = MAY_COME.get(key);
  if (soonMs !== undefined) return tries < TRIES_UNTIL_IT_COMES ? soonMs * times : null;
  if (SLOW.has(key)) return tries < SLOW_TRIES ? SLOW_WAIT_MS : null;
  if (FAILS.has(entry.class)) return null;
  if (!WAITS_FOR_ADMIN.has(entry.class)) return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * times);
  // Soon at first: what looks like a wrong set-up may pass, as a redirect or a sign-in that fails once does.
  if (scope === 'whole') return Math.min(ADMIN_WAIT_MS, FIRST_WAIT_MS * times);
  return tries < TRIES_FOR_ADMIN ? Math.min(LONGEST_ADMIN_WAIT_MS, ADMIN_WAIT_MS * times) : null;
}

export function skipped(reason: SalesforceSkip): BranchAnswer {
  return { state: 'skipped', reason };
}

/** Told to stop, or too late: nothing was written. Where that happens again and again, Salesforce is slow. */
export function heldUp({ tries, now }: Pick<Attempt, 'tries' | 'now'>): BranchAnswer {
  const waitMs = tries === 1 ? 0 : Math.min(LONGEST_HELD_UP_MS, FIRST_HELD_UP_MS * 2 ** Math.min(tries - 2, 10));
  return { state: 'parked', until: new Date(now.getTime() + waitMs), reason: 'heldUp' };
}

/** What is worse for the whole comes first; a mark that can't be made doesn't concern a Task of the activity's own. */
const ORDER = ['unknown', 'parked', 'failed'] as const;

/** The answer of an activity that is a Task of its own and a mark on another; one of them may not be wanted. */
export function combined(task: BranchAnswer | undefined, mark: BranchAnswer | undefined): BranchAnswer {
  for (const state of ORDER) {
    const found = [task, mark].find((one) => one?.state === state);
    if (found !== undefined) return found;
  }
  return task ?? mark ?? { state: 'unknown' };
}
