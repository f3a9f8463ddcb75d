import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { CallOutcome, QuotaLease, QuotaLedger } from '../model/ports.ts';
import type { EndpointName } from './endpoints.ts';
import type { CallLog } from './log.ts';
import { outcomeOf } from './outcome.ts';
import type { TokenCache } from './token.ts';
import type { CallContext } from './types.ts';

export interface CallerOptions {
  tokens: TokenCache;
  ledger: QuotaLedger;
  log: CallLog;
  deadlines: Readonly<Record<EndpointName, number>>;
}

export type RestEndpoint = Exclude<EndpointName, 'identity'>;

/** What a call needs to be sent. */
export interface Grant {
  endpoint: RestEndpoint;
  token: string;
  deadlineMs: number;
  signal: AbortSignal | undefined;
}

export type Caller = <T>(
  endpoint: RestEndpoint,
  context: CallContext,
  send: (grant: Grant) => Promise<T>,
) => Promise<T>;

/** Both mean the same: the first call after expiry gets 602, later ones 601 (marketo-rest 1.4). */
const TOKEN_REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>(['marketo.601', 'marketo.602']);

/** What is around every call: token, lease, release. Repeats once, with a new token, after 601 or 602: nothing was done. */
export function createCaller(options: CallerOptions): Caller {
  return async (endpoint, context, send) => {
    try {
      return await attempt(options, endpoint, context, send);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
    }
    try {
      return await attempt(options, endpoint, context, send);
    } catch (error) {
      throw isTokenRefused(error) ? new AppError('marketo.tokenRefused', { details: error.details }) : error;
    }
  };
}

async function attempt<T>(
  { tokens, ledger, log, deadlines }: CallerOptions,
  endpoint: RestEndpoint,
  { priority, signal }: CallContext,
  send: (grant: Grant) => Promise<T>,
): Promise<T> {
  // Before the lease: a slow identity must not hold a slot.
  const fetched = await tokens.get(signal);
  const deadlineMs = deadlines[endpoint];
  const lease = await ledger.acquire(
    signal === undefined ? { priority, deadlineMs } : { priority, deadlineMs, signal },
  );
  // The wait for a place may have been long: someone else may have renewed the token meanwhile.
  const token = tokens.current ?? fetched;
  let outcome: CallOutcome = 'done';
  try {
    return await send({ endpoint, token, deadlineMs, signal });
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
