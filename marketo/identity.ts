import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { ENDPOINTS } from './endpoints.ts';
import { parseBody, readEnvelope, statusError } from './envelope.ts';
import type { Http, HttpAnswer } from './http.ts';
import { encodeRequest } from './query.ts';
import { clockSkewMs } from './time.ts';

/** Identity has been seen to hand out the dying token with `expires_in: 0` (marketo-rest 1.2). */
const DYING_PAUSE_MS = 1_000;
const DYING_TRIES = 5;

export interface IdentityOptions {
  http: Http;
  clock: Clock;
  clientId: string;
  clientSecret: string;
  deadlineMs: number;
}

export interface Granted {
  token: string;
  apiUser: string;
  expiresInSeconds: number;
  clockSkewMs: number;
}

const granted = z.object({
  access_token: z.string().min(1),
  // OAuth lets it be left out.
  expires_in: z.coerce.number().catch(3_600),
  scope: z.string().catch(''),
});
const oauthError = z.object({ error: z.string() });
const failedEnvelope = z.object({ success: z.literal(false) });
/** Say nothing about whether Marketo is there: a gateway's or a firewall's. */
const PLAIN_STATUS = new Set([403, 429]);

/**
 * Asks for a token. Costs no quota, takes no lease.
 * @throws AppError `marketo.credentials`, `marketo.identityRefused`, `marketo.notMarketo`, `marketo.tokenDying`, or of
 * passing trouble
 */
export async function askIdentity(options: IdentityOptions, signal?: AbortSignal): Promise<Granted> {
  const { http, clock, clientId, clientSecret, deadlineMs } = options;
  const query = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  for (let tries = 1; tries <= DYING_TRIES; tries++) {
    if (tries > 1) await clock.sleep(DYING_PAUSE_MS, signal);
    const request = encodeRequest(ENDPOINTS.identity.path, query);
    const answer = await http.exchange({ ...request, endpoint: 'identity', token: null, deadlineMs, signal });
    const found = readGranted(answer, clock.now());
    if (found.expiresInSeconds > 0) return found;
  }
  throw new AppError('marketo.tokenDying', { details: { endpoint: 'identity', tries: DYING_TRIES } });
}

function readGranted(answer: HttpAnswer, now: Date): Granted {
  const { status } = answer;
  const details = { endpoint: 'identity', status };
  if (status === 401) throw new AppError('marketo.credentials', { details });
  if (status >= 500 || PLAIN_STATUS.has(status)) throw statusError('identity', status, now);
  const body = parseOrForeign(answer, now);
  const found = granted.safeParse(body);
  if (status === 200 && found.success) {
    const { access_token: token, expires_in: expiresInSeconds, scope: apiUser } = found.data;
    return { token, apiUser, expiresInSeconds, clockSkewMs: clockSkewMs(answer) };
  }
  if (failedEnvelope.safeParse(body).success) readEnvelope('identity', answer, now);
  const refused = oauthError.safeParse(body).success;
  throw new AppError(refused ? 'marketo.identityRefused' : 'marketo.notMarketo', { details });
}

/** A page or a foreign status says that the address is wrong (null); broken JSON of a 200 is passing trouble (throws). */
function parseOrForeign(answer: HttpAnswer, now: Date): unknown {
  try {
    return parseBody('identity', answer, now);
  } catch (error) {
    if (answer.status !== 200 || answer.text.trimStart().startsWith('<')) return null;
    throw error;
  }
}
