import { AppError, type SafeDetails } from '../model/errors/app-error.ts';
import { type ErrorKey, isErrorKey } from '../model/errors/registry.ts';

/** Codes with several meanings, told apart by the text (salesforce-rest 3, product 4.8); the text is not kept. */
const BY_TEXT = new Map<string, readonly [RegExp, ErrorKey]>([
  ['REQUEST_LIMIT_EXCEEDED', [/concurrent/i, 'salesforce.REQUEST_LIMIT_EXCEEDED.concurrent']],
  ['INVALID_FIELD', [/read timed? ?out/i, 'salesforce.INVALID_FIELD.timeout']],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', [/UNABLE_TO_LOCK_ROW/, 'salesforce.UNABLE_TO_LOCK_ROW']],
]);

/** Other spellings of a code: the WSDL's, and OAuth's. */
const SPELT = new Map<string, ErrorKey>([
  ['MAX_TASK_DESCRIPTION_EXCEEEDED', 'salesforce.MAX_TASK_DESCRIPTION_EXCEEDED'],
  ['INACTIVE_ORG', 'salesforce.INACTIVE_ORGANIZATION'],
]);

const BY_STATUS: Readonly<Record<number, ErrorKey>> = {
  300: 'salesforce.MULTIPLE_CHOICES',
  401: 'salesforce.http401',
  403: 'salesforce.http403',
  404: 'salesforce.http404',
  405: 'salesforce.http405',
  409: 'salesforce.http409',
  410: 'salesforce.http410',
  412: 'salesforce.ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE',
  414: 'salesforce.http414',
  415: 'salesforce.http415',
  420: 'salesforce.http420',
  429: 'salesforce.http429',
  431: 'salesforce.http431',
};

const SECOND = 1_000;
const MINUTE = 60_000;
/** When asking again makes sense at the earliest: ours, as Salesforce sends no `Retry-After` (salesforce-rest 3). */
const RETRY_AFTER_MS: Partial<Record<ErrorKey, number>> = {
  'salesforce.REQUEST_LIMIT_EXCEEDED': 30 * MINUTE,
  'salesforce.REQUEST_LIMIT_EXCEEDED.concurrent': 20 * SECOND,
  'salesforce.RATE_LIMIT_EXCEEDED': 5 * MINUTE,
  'salesforce.http429': 20 * SECOND,
  'salesforce.TXN_SECURITY_METERING_ERROR': 2 * MINUTE,
  'salesforce.TOO_MANY_APEX_REQUESTS': 20 * SECOND,
  'salesforce.SERVER_UNAVAILABLE': 5 * SECOND,
  'salesforce.INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE': 10 * MINUTE,
  'salesforce.ORG_IN_MAINTENANCE': 10 * MINUTE,
  'salesforce.ORG_LOCKED': 10 * MINUTE,
  'salesforce.FUNCTIONALITY_TEMPORARILY_UNAVAILABLE': 10 * MINUTE,
  'salesforce.UNABLE_TO_LOCK_ROW': 2 * SECOND,
};

/** The key of an error code; the code decides before the status (salesforce-rest 3). */
export function keyOfCode(code: string, message: string, status: number): ErrorKey {
  const special = BY_TEXT.get(code);
  const key = special?.[0].test(message) === true ? special[1] : keyOfName(code);
  if (key !== null) return key;
  return status >= 500 ? 'salesforce.http5xx' : (BY_STATUS[status] ?? 'salesforce.unknownCode');
}

/** The key of an error of the token endpoint, whose codes are in lower case. */
export function keyOfOauth(error: string): ErrorKey {
  return keyOfName(error.toUpperCase()) ?? 'salesforce.unknownCode';
}

/** The key of an HTTP status that came without a readable code. */
export function keyOfStatus(status: number): ErrorKey {
  if (status >= 500) return 'salesforce.http5xx';
  const isRedirect = status > 300 && status < 400;
  return BY_STATUS[status] ?? (isRedirect ? 'salesforce.redirected' : 'salesforce.httpStatus');
}

export function vendorError(key: ErrorKey, details: SafeDetails, now: Date): AppError {
  const wait = RETRY_AFTER_MS[key];
  return new AppError(key, wait === undefined ? { details } : { details, retryAt: new Date(now.getTime() + wait) });
}

function keyOfName(code: string): ErrorKey | null {
  const key = SPELT.get(code) ?? `salesforce.${code}`;
  return /^[A-Z][A-Z0-9_]*$/.test(code) && isErrorKey(key) ? key : null;
}
