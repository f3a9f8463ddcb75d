import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../model/errors/entry.ts';
import type { PushOutcome } from '../../../store/unsubscribes/types.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** First wait and longest, doubled each time. An opt-out is never given up: what keeps being refused is tried each day. */
interface Wait {
  first: number;
  longest: number;
}

/** Somebody held the row (salesforce-rest 3): soon again, but never all at once. */
const LOCKED = 'salesforce.UNABLE_TO_LOCK_ROW';
const SOON: Wait = { first: 2 * SECOND, longest: 32 * SECOND };
/** The record went away between the look and the write: the next look finds who has the address now (salesforce-rest 8). */
const LOOK_AGAIN: Wait = { first: SECOND, longest: HOUR };
const MOVED: ReadonlySet<string> = new Set([
  'salesforce.outcomeUnknown',
  'salesforce.CANNOT_UPDATE_CONVERTED_LEAD',
  'salesforce.ENTITY_IS_DELETED',
  'salesforce.INVALID_CROSS_REFERENCE_KEY',
  'salesforce.NOT_FOUND',
]);
const PASSING: Wait = { first: 30 * SECOND, longest: 30 * MINUTE };
const BY_A_PERSON: Wait = { first: 10 * MINUTE, longest: 24 * HOUR };
const PASSES: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['retry', 'rate', 'quota']);

/** `tries`: how often the address was refused before; random: 0 to 1. */
export function refusalOf(
  error: AppError,
  { tries, now, random }: { tries: number; now: Date; random: number },
): Extract<PushOutcome, { kind: 'parked' }> {
  const { first, longest } = waitOf(error);
  const ms = Math.min(longest, first * 2 ** Math.min(tries, 20)) * (error.key === LOCKED ? 0.5 + random : 1);
  const own = new Date(now.getTime() + ms);
  const until = error.key !== LOCKED && error.retryAt !== undefined && error.retryAt > own ? error.retryAt : own;
  return { kind: 'parked', until, error: error.key };
}

function waitOf({ key, entry }: AppError): Wait {
  if (key === LOCKED) return SOON;
  if (MOVED.has(key)) return LOOK_AGAIN;
  return PASSES.has(entry.class) ? PASSING : BY_A_PERSON;
}
