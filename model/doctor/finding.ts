import type { AppError } from '../errors/app-error.ts';
import { isUnreachable } from '../errors/unreachable.ts';
import { errorView } from '../errors/view.ts';
import type { CheckId } from './checks.ts';

/**
 * What a check found. `unreachable`: a server gave no answer; `skipped`: not looked at, and the message says why. All but
 * `ok` and `skipped` have cause and fix.
 */
export interface Finding {
  id: CheckId;
  status: 'ok' | 'warn' | 'fail' | 'unreachable' | 'skipped';
  message: string;
  cause?: string;
  fix?: string;
}

export const ok = (id: CheckId, message: string): Finding => ({ id, status: 'ok', message });

export const skipped = (id: CheckId, message: string): Finding => ({ id, status: 'skipped', message });

export const warn = (id: CheckId, message: string, cause: string, fix: string): Finding => {
  return { id, status: 'warn', message, cause, fix };
};

export const fail = (id: CheckId, message: string, cause: string, fix: string): Finding => {
  return { id, status: 'fail', message, cause, fix };
};

/** An error of a check. A used-up quota is no fault of the set-up. */
export function findingOf(id: CheckId, error: AppError): Finding {
  const { message, cause, fix, details } = errorView(error);
  const named = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const status = isUnreachable(error) ? 'unreachable' : error.entry.class === 'quota' ? 'warn' : 'fail';
  return { id, status, message: named.length === 0 ? message : `${message} (${named.join(', ')})`, cause, fix };
}

/** What others that need it may count on: it was looked at, and there was nothing to stop them. */
export function isPassed({ status }: Finding): boolean {
  return status === 'ok' || status === 'warn';
}
