import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';

/**
 * What an answer about an id that Marketo does not know may be. No code is documented (marketo-rest 14.10): for the
 * file it is HTTP 404, for other things with an id 610, 702 and 1013; 1003 says so by its text (vendor-errors.ts).
 */
const NOT_THERE: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.http404',
  'marketo.610',
  'marketo.702',
  'marketo.1013',
  'marketo.bulk.unknownJob',
]);
/** An id is all that a status is asked with: nothing else can be invalid about it. */
const INVALID: ReadonlySet<ErrorKey> = new Set<ErrorKey>(['marketo.1003', 'marketo.1003.value']);

/** Whether an error of a call about a job means that there is no such thing. */
export function isNotThere(error: unknown): error is AppError {
  return isAppError(error) && NOT_THERE.has(error.key);
}

/** Gives every "not there" of a call about a job one name; its code stays in the details. */
export async function aboutJob<T>(call: Promise<T>, isStatus = false): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const isUnknown = isNotThere(error) || (isStatus && isAppError(error) && INVALID.has(error.key));
    if (isUnknown) throw new AppError('marketo.bulk.unknownJob', { details: error.details });
    throw error;
  }
}

/** Whether Marketo does not know the job (any more): a new one must be made. */
export function isUnknownJob(error: unknown): boolean {
  return isAppError(error) && error.key === 'marketo.bulk.unknownJob';
}
