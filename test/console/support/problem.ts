import { problemOf } from '../../../api/problem.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../model/errors/registry.ts';

/** An error as the server tells it. */
export function problem(key: ErrorKey) {
  return problemOf(new AppError(key), 'a-test');
}
