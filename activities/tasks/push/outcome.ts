import type { AppError } from '../../../model/errors/app-error.ts';
import type { TaskRow } from '../salesforce/rows.ts';

/**
 * What became of one task's call.
 * sent   Salesforce has it             found    it had been made before, or was deleted: the row says
 * gone   there is no such Task         refused  this one alone; `error` says why
 * held   surely not sent               unknown  it may have been: looked up later
 */
export type SendOutcome =
  | { kind: 'sent'; taskId: string }
  | { kind: 'found'; row: TaskRow }
  | { kind: 'gone' }
  | { kind: 'refused'; error: AppError }
  /** `error`: the whole call was refused for it. */
  | { kind: 'held'; error: AppError | null }
  | { kind: 'unknown' };

/** The Task is not there (any more): deleted, or purged from the recycle bin. */
export const GONE: ReadonlySet<string> = new Set([
  'salesforce.ENTITY_IS_DELETED',
  'salesforce.INVALID_CROSS_REFERENCE_KEY',
  'salesforce.NOT_FOUND',
]);
