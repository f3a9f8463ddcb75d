import type { AddOutcome } from '../../../marketo/index.ts';
import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';

/** Marketo knows no such person, but the merge or deletion behind it may not have reached us yet. */
const PERSON_GONE = 'marketo.1004';
const TRIES_WITHOUT_PERSON = 3;

/** What trying again can't mend: a person must look at it. */
const FAILS: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['record', 'bug']);
/** What somebody has to mend, and then goes on by itself. */
const WAITS_FOR_ADMIN: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['auth', 'config']);
const ADMIN_WAIT_MS = 10 * 60_000;

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** What Marketo's answer about one record means for its branch; `tries`: how often it was claimed, this time included. */
export function answerOf(outcome: AddOutcome, tries: number, now: Date): BranchAnswer {
  if (outcome.kind === 'added') return { state: 'done', reference: outcome.guid };
  return outcome.kind === 'unknown' ? { state: 'unknown' } : refusalOf(outcome.error, tries, now);
}

/** Trying again as it is can't mend it. */
export const failsRecords = ({ entry }: AppError): boolean => FAILS.has(entry.class);

/** After an error behind which Marketo has surely done nothing: later again, or never. */
export function refusalOf({ key, entry, retryAt }: AppError, tries: number, now: Date): BranchAnswer {
  const mayComeBack = key === PERSON_GONE && tries <= TRIES_WITHOUT_PERSON;
  if (FAILS.has(entry.class) && !mayComeBack) return { state: 'failed', error: key };
  // Soon at first: what looks like a wrong set-up may pass.
  const longest = WAITS_FOR_ADMIN.has(entry.class) ? ADMIN_WAIT_MS : LONGEST_WAIT_MS;
  const waitMs = Math.min(longest, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 10));
  return { state: 'parked', until: retryAt ?? new Date(now.getTime() + waitMs), reason: key };
}
