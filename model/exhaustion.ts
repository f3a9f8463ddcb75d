import type { AppError } from './errors/app-error.ts';
import { errorEntry, isErrorKey } from './errors/registry.ts';

/** The reset may be told some seconds differently, and is told in steps of a minute just after midnight. */
const SAME_RESET_MS = 3_600_000;

/** The day's calls are used up, ours or the instance's, and it is known when they are there again. */
export function isUsedUp(error: AppError): error is AppError & { retryAt: Date } {
  return error.entry.class === 'quota' && error.retryAt !== undefined;
}

interface Told {
  key: string;
  until: Date | null;
}

/** Whether a wait until this reset has been told already: what is used up twice in a day is used up once. */
export function isSameExhaustion<T extends Told>(told: T | null, until: Date): told is T {
  if (told === null || told.until === null || !isErrorKey(told.key)) return false;
  const apart = Math.abs(told.until.getTime() - until.getTime());
  return errorEntry(told.key).class === 'quota' && apart < SAME_RESET_MS;
}
