import type { Value } from '../../lib/population/value.ts';
import type { Webhook } from './schema.ts';
import { fill, fillPayload } from './tokens.ts';

/** What a call came to, as `Webhook is Called` shows it. */
export interface Outcome {
  /** HTTP status; 1000 and 1001 are Marketo's own (W2, W8); null: no answer. */
  readonly code: number | null;
  readonly errorType: string | null;
}

/** Without an answer by then Marketo goes on. */
const TIMEOUT_MS = 30_000;
const CONTENT_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded; charset=UTF-8',
  none: 'text/plain; charset=UTF-8',
} as const;

/** One call for one person. It is never tried again (W9). */
export async function callOnce(
  webhook: Webhook,
  read: (field: string) => Value,
  { timeoutMs = TIMEOUT_MS, closing }: { timeoutMs?: number; closing: AbortSignal },
): Promise<Outcome> {
  const headers = Object.entries(webhook.headers).map(
    ([name, value]) => [name.toLowerCase(), fill(value, read)] as const,
  );
  const hasBody = webhook.method === 'POST';
  try {
    const answer = await fetch(fill(webhook.url, read), {
      method: webhook.method,
      headers: { ...(hasBody && { 'content-type': CONTENT_TYPES[webhook.encoding] }), ...Object.fromEntries(headers) },
      ...(hasBody && { body: fillPayload(webhook, read) }),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]),
    });
    const text = await answer.text();
    if (answer.ok && text === '') return { code: 1001, errorType: 'Empty response' };
    return { code: answer.status, errorType: answer.ok ? null : answer.statusText };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { code: null, errorType: isLate ? 'Timed out' : 'Not reached' };
  }
}
