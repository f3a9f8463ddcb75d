import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { EndpointName } from './endpoints.ts';

/**
 * After these Marketo has surely done nothing (marketo-rest 7.5): the request never reached it, a gateway kept it back,
 * or it was refused as a whole. After everything else (500, 502, 604, 611 and 713 among it) nobody knows.
 */
const NOTHING_DONE: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'net.addressRefused',
  'marketo.dns',
  'marketo.refused',
  'marketo.unreachable',
  'marketo.tls',
  'marketo.closed',
  'marketo.http401',
  'marketo.http403',
  'marketo.http413',
  'marketo.http414',
  'marketo.http429',
  'marketo.601',
  'marketo.602',
  'marketo.603',
  'marketo.605',
  'marketo.606',
  'marketo.607',
  'marketo.608',
  'marketo.609',
  'marketo.610',
  'marketo.612',
  'marketo.614',
  'marketo.615',
  'marketo.616',
  'marketo.701',
  'marketo.702',
  'marketo.703',
  'marketo.704',
  'marketo.709',
  'marketo.1001',
  'marketo.1002',
  'marketo.1003',
  'marketo.1003.fields',
  'marketo.1003.value',
  'marketo.1006',
  'marketo.1013',
]);

/** Whether a request that failed with this error may be sent again without a look at what became of it. */
export function wasRefused(error: unknown): error is AppError {
  return isAppError(error) && NOTHING_DONE.has(error.key);
}

/** What is told instead of an error that leaves open what Marketo did; `reason`: its key, or `aborted` by the caller. */
export function unknownOutcome(endpoint: EndpointName, error: unknown): AppError {
  const known = isAppError(error) ? { ...error.details, reason: error.key } : { reason: 'aborted' };
  return new AppError('marketo.outcomeUnknown', { details: { endpoint, ...known } });
}
