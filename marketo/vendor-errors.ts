import { AppError, type SafeDetails } from '../model/errors/app-error.ts';
import { type ErrorKey, isErrorKey } from '../model/errors/registry.ts';
import { dayExhausted, quotaResetAfter } from '../model/quota.ts';

/** Codes with several meanings, told apart by the text (marketo-rest 2.3); matched loosely, the text is not kept. */
const BY_TEXT: Readonly<Record<string, readonly (readonly [RegExp, ErrorKey])[]>> = {
  '1003': [
    [/too many results/i, 'marketo.1003.tooMany'],
    [/invalid fields/i, 'marketo.1003.fields'],
    [/invalid value/i, 'marketo.1003.value'],
    [/job\b.*(not found|not exist)/i, 'marketo.bulk.unknownJob'],
  ],
  '1029': [
    [/already queued/i, 'marketo.1029.queued'],
    [/too many jobs/i, 'marketo.1029.queue'],
    [/quota/i, 'marketo.1029.quota'],
  ],
};

const BY_STATUS: Readonly<Record<number, ErrorKey>> = {
  401: 'marketo.http401',
  403: 'marketo.http403',
  404: 'marketo.http404',
  413: 'marketo.http413',
  414: 'marketo.http414',
  416: 'marketo.http416',
  429: 'marketo.http429',
};

/** When asking again makes sense at the earliest. What keeps everyone off Marketo meanwhile is the ledger. */
const RETRY_AFTER_MS: Partial<Record<ErrorKey, number>> = {
  'marketo.606': 5_000,
  'marketo.615': 2_000,
  'marketo.http429': 10_000,
  'marketo.614': 60_000,
  'marketo.1029.queue': 60_000,
};

/** Used up for the day: until when. */
const USED_UP_UNTIL: Partial<Record<ErrorKey, (now: Date) => Date>> = {
  'marketo.607': (now) => dayExhausted(now).until,
  'marketo.1029.quota': quotaResetAfter,
};

/** The key of an error code in an envelope. */
export function keyOfCode(code: string, message: string): ErrorKey {
  const byText = BY_TEXT[code]?.find(([pattern]) => pattern.test(message))?.[1];
  if (byText !== undefined) return byText;
  const key = `marketo.${code}`;
  return /^\d{3,4}$/.test(code) && isErrorKey(key) ? key : 'marketo.unknown';
}

/** The key of an HTTP status that came without a readable envelope. */
export function keyOfStatus(status: number): ErrorKey {
  return BY_STATUS[status] ?? (status >= 500 ? 'marketo.http5xx' : 'marketo.httpStatus');
}

export function vendorError(key: ErrorKey, details: SafeDetails, now: Date): AppError {
  const wait = RETRY_AFTER_MS[key];
  const retryAt = USED_UP_UNTIL[key]?.(now) ?? (wait === undefined ? undefined : new Date(now.getTime() + wait));
  return new AppError(key, retryAt === undefined ? { details } : { details, retryAt });
}
