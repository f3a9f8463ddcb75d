import type { AppError } from './app-error.ts';
import type { ErrorKey } from './registry.ts';

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

export function isUnreachable(error: AppError): boolean {
  return UNREACHABLE.has(error.key);
}
