import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import type { HttpAnswer } from './http.ts';
import { keyOfOauth, keyOfStatus, vendorError } from './vendor-errors.ts';

const oauthError = z.object({ error: z.string(), error_description: z.string().catch('') });
/** Refreshes of one token at once (salesforce-rest 13.3): the text alone tells it from a token that is not good. */
const BUSY = /already being processed/i;

/** An OAuth error is no array, unlike the API's errors (salesforce-rest 1.1). */
export function refusal({ status }: HttpAnswer, body: unknown, now: Date): AppError {
  const details = { endpoint: 'signIn', status };
  const known = oauthError.safeParse(body);
  if (known.success) {
    const { error, error_description: text } = known.data;
    if (error === 'invalid_grant' && BUSY.test(text)) return new AppError('connections.busy', { details });
    return vendorError(keyOfOauth(error), details, now);
  }
  if (status >= 500 || status === 429) return vendorError(keyOfStatus(status), details, now);
  return new AppError('salesforce.notSalesforce', { details });
}

export function parseAnswer({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body: it is dropped.
    return null;
  }
}
