import { z } from 'zod';
import { AppError, type SafeDetails } from '../model/errors/app-error.ts';
import type { EndpointName } from './endpoints.ts';
import type { HttpAnswer } from './http.ts';
import { keyOfCode, keyOfStatus, vendorError } from './vendor-errors.ts';

/** Every REST answer (marketo-rest 2.1). `result` is not walked: each kind of row has its own check. */
export interface Envelope {
  result: unknown[];
  nextPageToken: string | null;
  moreResult: boolean;
}

type AnswerText = Pick<HttpAnswer, 'status' | 'text'>;

const head = z.object({
  success: z.boolean(),
  requestId: z.unknown().optional(),
  errors: z.array(z.unknown()).nullish().catch([]),
});
const firstError = z.object({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().catch(''),
});
const page = z.object({
  result: z.custom<unknown[]>(Array.isArray).nullish(),
  nextPageToken: z.string().nullish(),
  moreResult: z.boolean().nullish(),
});

/**
 * Reads an answer by its `success`, whatever the HTTP status.
 * @throws AppError of the vendor's code; without an envelope, by status and body
 */
export function readEnvelope(endpoint: EndpointName, answer: AnswerText, now: Date): Envelope {
  const body = parseBody(endpoint, answer, now);
  const known = head.safeParse(body);
  if (!known.success) {
    if (answer.status !== 200) throw statusError(endpoint, answer.status, now);
    throw badAnswer(endpoint, known.error);
  }
  if (!known.data.success) throw codeError(endpoint, known.data, now);
  const { result, nextPageToken, moreResult } = check(page, body, endpoint);
  return { result: result ?? [], nextPageToken: nextPageToken ?? null, moreResult: moreResult ?? false };
}

/** The body as JSON. @throws AppError by status, or `marketo.emptyBody`, `marketo.unreadable` */
export function parseBody(endpoint: EndpointName, { status, text }: AnswerText, now: Date): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body: it is dropped.
    if (status < 200 || status >= 300) throw statusError(endpoint, status, now);
    throw new AppError(text.trim() === '' ? 'marketo.emptyBody' : 'marketo.unreadable', { details: { endpoint } });
  }
}

/** Checks a readable answer's shape. @throws AppError `marketo.badAnswer` with the place, never the value */
export function check<T>(schema: z.ZodType<T>, value: unknown, endpoint: EndpointName): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badAnswer(endpoint, parsed.error);
  return parsed.data;
}

export function statusError(endpoint: EndpointName, status: number, now: Date): AppError {
  return vendorError(keyOfStatus(status), { endpoint, status }, now);
}

/** Paths consist of our schemas' names and of positions, so they may be shown. */
function badAnswer(endpoint: EndpointName, error: z.ZodError): AppError {
  return new AppError('marketo.badAnswer', { details: { endpoint, at: error.issues[0]?.path.join('.') ?? '' } });
}

function codeError(endpoint: EndpointName, { errors, requestId }: z.infer<typeof head>, now: Date): AppError {
  const first = firstError.safeParse(errors?.[0]);
  const { code, message } = first.success ? first.data : { code: 'none', message: '' };
  const details: SafeDetails = { endpoint, code: harmless(code) ?? 'unreadable' };
  const request = harmless(requestId);
  return vendorError(keyOfCode(code, message), request === null ? details : { ...details, requestId: request }, now);
}

/** Codes and request ids (`e42b#14272d07d78`) are shown only if they look like it. */
function harmless(value: unknown): string | null {
  return typeof value === 'string' && /^[\w#-]{1,40}$/.test(value) ? value : null;
}
