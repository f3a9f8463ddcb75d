import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { EndpointName } from './endpoints.ts';

/** The request never reached Salesforce, or surely was not carried out whatever its status (salesforce-rest 3). */
const NOTHING_DONE: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'net.addressRefused',
  'salesforce.dns',
  'salesforce.unreachable',
  'salesforce.tls',
  'salesforce.closed',
  'salesforce.UNABLE_TO_LOCK_ROW',
  'salesforce.REQUEST_LIMIT_EXCEEDED',
  'salesforce.REQUEST_LIMIT_EXCEEDED.concurrent',
  'salesforce.INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
  'salesforce.ORG_IN_MAINTENANCE',
  'salesforce.ORG_LOCKED',
]);

/** Says nothing about what was done, whatever the status. */
const AMBIGUOUS: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'salesforce.UNKNOWN_EXCEPTION',
  'salesforce.SERVER_UNAVAILABLE',
  'salesforce.REQUEST_RUNNING_TOO_LONG',
  'salesforce.FAILED_WRITE',
  'salesforce.INVALID_FIELD.timeout',
  'salesforce.http420',
]);
const REQUEST_TIMEOUT = 408;

/** Whether a write that failed with this error may be sent again without a look at what became of it. */
export function wasRefused(error: unknown): error is AppError {
  if (!isAppError(error) || AMBIGUOUS.has(error.key)) return false;
  if (NOTHING_DONE.has(error.key)) return true;
  const { status } = error.details;
  return typeof status === 'number' && status >= 300 && status < 500 && status !== REQUEST_TIMEOUT;
}

/** Whether an item of an answered collection leaves open what became of its record. */
export const isAmbiguous = ({ key }: AppError) => AMBIGUOUS.has(key);

/** What is told instead of an error that leaves open what was written; `reason`: its key, or `aborted` by the caller. */
export function unknownOutcome(endpoint: EndpointName, error: unknown): AppError {
  const known = isAppError(error) ? { ...error.details, reason: error.key } : { reason: 'aborted' };
  return new AppError('salesforce.outcomeUnknown', { details: { endpoint, ...known } });
}
