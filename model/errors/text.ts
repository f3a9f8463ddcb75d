import type { ErrorClass } from './entry.ts';
import { errorEntry, isErrorKey } from './registry.ts';

/** What an error's key means. */
export interface ErrorText {
  class: ErrorClass;
  meaning: string;
  cause: string;
  fix: string;
}

/** What a stored key means; one of another version is told as an unexpected error. */
export function errorText(key: string): ErrorText {
  const { class: errorClass, meaning, cause, fix } = errorEntry(isErrorKey(key) ? key : 'unexpected');
  return { class: errorClass, meaning, cause, fix };
}
