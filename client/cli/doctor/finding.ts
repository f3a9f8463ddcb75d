import type { AppError } from '../../../model/errors/app-error.ts';
import { EXIT, isUnreachable } from '../lib/exit-codes.ts';
import { normalize } from '../lib/normalize.ts';
import { errorView } from '../lib/report.ts';

export interface Finding {
  check: string;
  status: 'ok' | 'warn' | 'fail' | 'unreachable';
  message: string;
  cause?: string;
  fix?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });

export const warn = (check: string, message: string, cause: string, fix: string): Finding => {
  return { check, status: 'warn', message, cause, fix };
};

export const fail = (check: string, message: string, cause: string, fix: string): Finding => {
  return { check, status: 'fail', message, cause, fix };
};

export function failed(check: string, thrown: unknown): Finding {
  const error: AppError = normalize(thrown);
  const { message, cause, fix, details } = errorView(error);
  const named = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const status = isUnreachable(error) ? 'unreachable' : error.entry.class === 'quota' ? 'warn' : 'fail';
  return { check, status, message: named.length === 0 ? message : `${message} (${named.join(', ')})`, cause, fix };
}

/** Runs one check; whatever it throws is its finding. */
export async function check(name: string, body: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await body()].flat();
  } catch (error) {
    return [failed(name, error)];
  }
}

export function doctorExitCode(findings: readonly Finding[]): number | undefined {
  if (findings.some(({ status }) => status === 'unreachable')) return EXIT.unreachable;
  return findings.some(({ status }) => status === 'fail') ? EXIT.failed : undefined;
}
