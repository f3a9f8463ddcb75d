import { z } from 'zod';
import { AppError, type SafeDetails } from '../model/errors/app-error.ts';
import type { EndpointName } from './endpoints.ts';
import type { HttpAnswer } from './http.ts';
import { keyOfCode, keyOfStatus, vendorError } from './vendor-errors.ts';

/** Every error body but the token endpoint's; items of a collection call the code `statusCode` (salesforce-rest 2.3). */
const vendorErrors = z.array(z.unknown()).min(1);
const vendorErrorItem = z.object({
  errorCode: z.string().optional(),
  statusCode: z.string().optional(),
  message: z.string().catch(''),
});

/** Lets only a success with a body that may be JSON through. @throws AppError by code, else by status */
export function refuseErrors(endpoint: EndpointName, answer: HttpAnswer, now: Date): HttpAnswer {
  const { status, text } = answer;
  const isSuccess = status >= 200 && status < 300;
  // jsforce would hand a page on as if it were the answer (salesforce-rest 13.2).
  if (isSuccess && isHtml(answer)) throw new AppError('salesforce.html', { details: { endpoint, status } });
  if (isSuccess) return answer;
  const list = vendorErrors.safeParse(parse(text));
  if (list.success) throw errorOfItem(endpoint, list.data[0], status, now);
  throw vendorError(keyOfStatus(status), { endpoint, status }, now);
}

/** An error of the API's array, or of a collection's item. */
export function errorOfItem(endpoint: EndpointName, item: unknown, status: number, now: Date): AppError {
  const parsed = vendorErrorItem.safeParse(item);
  const { errorCode, statusCode, message } = parsed.success ? parsed.data : { message: '' };
  const code = statusCode ?? errorCode ?? '';
  const details: SafeDetails = { endpoint, status, code: harmless(code) };
  return vendorError(keyOfCode(code, message, status), details, now);
}

/** Checks a readable answer's shape. @throws AppError `salesforce.badAnswer` with the place, never the value */
export function check<T>(schema: z.ZodType<T>, value: unknown, endpoint: EndpointName): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Paths consist of our schemas' names and of positions, so they may be shown.
  throw new AppError('salesforce.badAnswer', {
    details: { endpoint, at: parsed.error.issues[0]?.path.join('.') ?? '' },
  });
}

function isHtml({ headers, text }: HttpAnswer): boolean {
  return headers['content-type']?.startsWith('text/html') === true || text.trimStart().startsWith('<');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body: it is dropped.
    return null;
  }
}

/** Codes are shown only if they look like one. */
const harmless = (code: string) => (/^[A-Z][A-Z0-9_]{1,79}$/.test(code) ? code : 'unreadable');
