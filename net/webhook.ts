import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import { isAppError } from '../model/errors/app-error.ts';
import { checkAddress, guardedConnect } from './outgoing.ts';

/** The receiver has to answer within this time. */
const ANSWER_WITHIN_MS = 10_000;
/** The answer's body is of no use. */
const MOST_BYTES = 64 * 1_024;

export interface WebhookMessage {
  /** The same at each try, so that a receiver can drop what it has. */
  id: string;
  /** JSON. */
  body: string;
  at: Date;
}

/** address: not https, or a private network that is not in ACTIONS_SYNC_PRIVATE_HOSTS; nothing was sent. */
export type WebhookProblem = 'address' | 'timeout' | 'unreachable' | 'redirect' | 'status';

/** `problem` null: delivered. `isPage`: what came back is a web page, as a login page or a proxy's error is. */
export interface WebhookAnswer {
  problem: WebhookProblem | null;
  status: number | null;
  isPage: boolean;
}

export interface Webhook {
  /** Never throws, follows no redirect, keeps nothing of the answer's body. */
  send(message: WebhookMessage): Promise<WebhookAnswer>;
}

/** Posts signed messages (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`). */
export function createWebhook({
  url,
  key,
  privateHosts = [],
  withinMs = ANSWER_WITHIN_MS,
}: {
  url: string;
  key: Buffer;
  privateHosts?: readonly string[];
  withinMs?: number;
}): Webhook {
  const checked = checkAddress(url, privateHosts);
  if ('problem' in checked) return { send: async () => REFUSED };
  const configured = checked.url.hostname;
  const dispatcher = new Agent({ connect: guardedConnect({ configured, privateHosts }) });
  return {
    async send({ id, body, at }) {
      const timestamp = Math.floor(at.getTime() / 1_000).toString();
      try {
        const {
          statusCode,
          headers,
          body: answer,
        } = await request(url, {
          dispatcher,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'actions-sync',
            'webhook-id': id,
            'webhook-timestamp': timestamp,
            'webhook-signature': `v1,${signature(key, `${id}.${timestamp}.${body}`)}`,
          },
          body,
          // A connection that is kept would outlive the worker.
          reset: true,
          signal: AbortSignal.timeout(withinMs),
        });
        await answer.dump({ limit: MOST_BYTES }).catch(() => undefined);
        const isPage = String(headers['content-type'] ?? '').includes('html');
        return { problem: problemOf(statusCode), status: statusCode, isPage };
      } catch (error) {
        if (isAppError(error)) return REFUSED;
        const isLate = error instanceof Error && error.name === 'TimeoutError';
        return { problem: isLate ? 'timeout' : 'unreachable', status: null, isPage: false };
      }
    },
  };
}

const REFUSED: WebhookAnswer = { problem: 'address', status: null, isPage: false };

function signature(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

function problemOf(status: number): WebhookProblem | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}
