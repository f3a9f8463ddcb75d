import type { AppError } from '../../../model/errors/app-error.ts';
import { isUnreachable } from '../../../model/errors/unreachable.ts';

/** Design section 4. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

export function exitCodeOf(error: AppError): number {
  if (isUnreachable(error)) return EXIT.unreachable;
  return error.entry.class === 'config' ? EXIT.usage : EXIT.failed;
}
