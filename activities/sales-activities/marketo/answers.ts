import type { AddOutcome } from '../../../marketo/index.ts';
import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';

/** Marketo knows no such person, but the merge or deletion behind it may not have reached us yet. */
const PERSON_GONE = 'marketo.1004';
const LONGEST_WAIT_FOR_NEWS_MS = 5 * 60_000;
/**
 * What has not reached us is waited for an hour (62 min): pushes announce neither merges nor deletions, and polling may be
 * minutes away while they come. Of whom we know to be deleted a merge may still follow, with one of the next turns.
 */
const TRIES_WITHOUT_PERSON = { hereForUs: 15, deletedForUs: 3 } as const;

export interface Attempt {
  /** How often it was claimed, this time included. */
  tries: number;
  now: Date;
  /** Whether the person is stored as deleted. */
  isDeleted: boolean;
}

/** What trying again can't mend: a person must look at it. */
const FAILS: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['record', 'bug']);
/** What somebody has to mend, and then goes on by itself. */
const WAITS_FOR_ADMIN: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['auth', 'config']);
const ADMIN_WAIT_MS = 10 * 60_000;

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** What Marketo's answer about one record means for its branch. */
export function answerOf(outcome: AddOutcome, attempt: Attempt): BranchAnswer {
  if (outcome.kind === 'added') return { state: 'done', reference: outcome.guid };
  return outcome.kind === 'unknown' ? { state: 'unknown' } : refusalOf(outcome.error, attempt);
}

/** Trying again as it is can't mend it. */
export const failsRecords = ({ entry }: AppError): boolean => FAILS.has(entry.class);

/** After an error behind which Marketo has surely done nothing: later again, or never. */
export function refusalOf({ key, entry, retryAt }: AppError, { tries, now, isDeleted }: Attempt): BranchAnswer {
  const mayComeBack = key === PERSON_GONE && tries <= TRIES_WITHOUT_PERSON[isDeleted ? 'deletedForUs' : 'hereForUs'];
  if (FAILS.has(entry.class) && !mayComeBack) return { state: 'failed', error: key };
  const longest = mayComeBack ? LONGEST_WAIT_FOR_NEWS_MS : longestWaitMs(entry.class);
  const waitMs = Math.min(longest, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 10));
  return { state: 'parked', until: retryAt ?? new Date(now.getTime() + waitMs), reason: key };
}

/** Soon at first: what looks like a wrong set-up may pass. */
function longestWaitMs(errorClass: ErrorClass): number {
  return WAITS_FOR_ADMIN.has(errorClass) ? ADMIN_WAIT_MS : LONGEST_WAIT_MS;
}
