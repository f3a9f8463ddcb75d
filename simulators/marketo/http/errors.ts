/** Wire texts of the codes this simulator gives (marketo-rest.md 2.3). */
const TEXTS: Readonly<Record<string, string>> = {
  '502': 'Bad Gateway',
  '601': 'Access token invalid',
  '602': 'Access token expired',
  '603': 'Access denied',
  '604': 'Request timed out',
  '605': 'Request method not supported',
  '606': "Max rate limit '100' exceeded with in '20' secs",
  '607': 'Daily quota reached',
  '608': 'API Temporarily Unavailable',
  '609': 'Invalid JSON',
  '610': 'Requested resource not found',
  '611': 'System error',
  '612': 'Invalid Content Type',
  '614': 'Invalid Subscription',
  '615': "Concurrent access limit '10' reached",
  '702': 'No data found',
  '713': 'Transient error',
  '1035': 'Unsupported filter type for target subscription: updatedAt',
};

/** Codes whose calls cost no quota (the starred codes of error-codes.md). */
export const FREE_CODES: ReadonlySet<string> = new Set(['601', '602', '604', '605', '608', '611']);

/** Text of a code when nothing more exact is known. */
export function textOf(code: string): string {
  return TEXTS[code] ?? `Error ${code}`;
}

/** A reply with `success: false` and one error. */
export class ApiError extends Error {
  readonly code: string;
  constructor(code: string, message = textOf(code)) {
    super(message);
    this.code = code;
  }
}
