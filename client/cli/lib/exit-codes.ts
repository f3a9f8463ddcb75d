import type { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../model/errors/registry.ts';

/** Design section 4. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** No answer at all from a server, as opposed to an answer that refuses. */
const UNREACHABLE: ReadonlySet<ErrorKey> = new Set([
  'store.unreachable',
  'temporal.unreachable',
  'marketo.dns',
  'marketo.refused',
  'marketo.unreachable',
  'marketo.network',
  'marketo.reset',
  'marketo.timeout',
  'salesforce.dns',
  'salesforce.unreachable',
  'salesforce.network',
  'salesforce.reset',
  'salesforce.timeout',
]);

export function exitCodeOf(error: AppError): number {
  if (isUnreachable(error)) return EXIT.unreachable;
  return error.entry.class === 'config' ? EXIT.usage : EXIT.failed;
}

export function isUnreachable(error: AppError): boolean {
  return UNREACHABLE.has(error.key);
}
