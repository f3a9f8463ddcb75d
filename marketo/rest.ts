import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { CallOutcome, Clock, QuotaLease, QuotaLedger } from '../model/ports.ts';
import { ENDPOINTS, type EndpointName } from './endpoints.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { Http, HttpAnswer } from './http.ts';
import type { CallLog } from './log.ts';
import { outcomeOf } from './outcome.ts';
import { encodeRequest, type Query } from './query.ts';
import type { TokenCache } from './token.ts';
import type { CallContext } from './types.ts';

export interface RestOptions {
  http: Http;
  tokens: TokenCache;
  ledger: QuotaLedger;
  clock: Clock;
  log: CallLog;
  deadlines: Readonly<Record<EndpointName, number>>;
}

export type RestAnswer = Envelope & Pick<HttpAnswer, 'date' | 'receivedAt' | 'durationMs'>;
export type RestEndpoint = Exclude<EndpointName, 'identity'>;
export type RestCall = (endpoint: RestEndpoint, query: Query, context: CallContext) => Promise<RestAnswer>;

/** Both mean the same: the first call after expiry gets 602, later ones 601 (marketo-rest 1.4). */
const TOKEN_REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>(['marketo.601', 'marketo.602']);

/** One REST call: token, lease, exchange, envelope, release. Repeats once, with a new token, after 601 or 602. */
export function createRest(options: RestOptions): RestCall {
  return async (endpoint, query, context) => {
    try {
      return await attempt(options, endpoint, query, context);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
    }
    try {
      return await attempt(options, endpoint, query, context);
    } catch (error) {
      throw isTokenRefused(error) ? new AppError('marketo.tokenRefused', { details: error.details }) : error;
    }
  };
}

async function attempt(options: RestOptions, endpoint: RestEndpoint, query: Query, { priority, signal }: CallContext) {
  const { http, tokens, ledger, clock, log, deadlines } = options;
  // Before the lease: a slow identity must not hold a slot.
  const fetched = await tokens.get(signal);
  const deadlineMs = deadlines[endpoint];
  const lease = await ledger.acquire(
    signal === undefined ? { priority, deadlineMs } : { priority, deadlineMs, signal },
  );
  // The wait for a place may have been long: someone else may have renewed the token meanwhile.
  const token = tokens.current ?? fetched;
  const request = encodeRequest(ENDPOINTS[endpoint].path, query);
  let outcome: CallOutcome = 'done';
  try {
    const answer = await http.exchange({ ...request, endpoint, token, deadlineMs, signal });
    const { status, date, receivedAt, durationMs } = answer;
    log.debug({ endpoint, status, durationMs: Math.round(durationMs) }, 'Marketo answered');
    return { ...readEnvelope(endpoint, answer, clock.now()), date, receivedAt, durationMs };
  } catch (error) {
    outcome = outcomeOf(error);
    if (isTokenRefused(error)) tokens.drop(token);
    throw error;
  } finally {
    await release(lease, outcome, endpoint, log);
  }
}

/** The answer is worth more than the slot, which comes back by itself at its deadline: a failed release is only told. */
async function release(lease: QuotaLease, outcome: CallOutcome, endpoint: RestEndpoint, log: CallLog): Promise<void> {
  try {
    await lease.release(outcome);
  } catch (error) {
    log.warn({ endpoint, outcome, key: isAppError(error) ? error.key : 'unexpected' }, 'A lease could not be released');
  }
}

const isTokenRefused = (error: unknown): error is AppError => isAppError(error) && TOKEN_REFUSED.has(error.key);
