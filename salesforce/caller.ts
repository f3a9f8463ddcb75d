import type { Connection } from 'jsforce/lib/connection.js';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { Clock } from '../model/ports.ts';
import { refuseErrors } from './answers.ts';
import type { Outgoing } from './connection.ts';
import type { EndpointName } from './endpoints.ts';
import type { Http, HttpAnswer } from './http.ts';
import type { CallLog } from './log.ts';
import type { ServerClock } from './server-clock.ts';
import type { Tokens } from './tokens.ts';
import type { SalesforceContext, WriteOptions } from './types.ts';
import { unknownOutcome, wasRefused } from './unknown-outcome.ts';
import { type Usage, usageOf } from './usage.ts';

export interface CallerOptions {
  tokens: Tokens;
  http: Http;
  clock: Clock;
  /** Told the `Date` of each answer that is Salesforce's own. */
  serverClock: Pick<ServerClock, 'note'>;
  log: CallLog;
  version: string;
  deadlines: Readonly<Record<EndpointName, number>>;
  onUsage: (usage: Usage) => void;
}

export interface Call<T> {
  endpoint: EndpointName;
  context: SalesforceContext;
  /** Asks jsforce for exactly one request. */
  run: (connection: Connection) => PromiseLike<T>;
  /** Given for writes: an error that leaves open what was written becomes `salesforce.outcomeUnknown`. */
  write?: WriteOptions;
}

export type Caller = <T>(call: Call<T>) => Promise<T>;

const TOKEN_REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'salesforce.INVALID_SESSION_ID',
  'salesforce.INVALID_AUTH_HEADER',
  'salesforce.http401',
]);

/**
 * What is around every call: token, deadline, errors. Repeats once, with a new token, after a 401: nothing was done.
 * @throws AppError `salesforce.tokenRefused` after another one
 */
export function createCaller(options: CallerOptions): Caller {
  return async (call) => {
    try {
      return await attempt(options, call);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
    }
    try {
      return await attempt(options, call);
    } catch (error) {
      throw isTokenRefused(error) ? new AppError('salesforce.tokenRefused', { details: error.details }) : error;
    }
  };
}

async function attempt<T>(options: CallerOptions, call: Call<T>): Promise<T> {
  const { tokens, version } = options;
  const session = await tokens.get(call.context.signal);
  // 27 MB that a worker without Salesforce does not need.
  const { connectionFor } = await import('./connection.ts');
  try {
    return await call.run(connectionFor(session, version, (request) => send(options, call, request)));
  } catch (error) {
    if (isTokenRefused(error)) tokens.drop(session.token);
    throw error;
  }
}

async function send(
  options: CallerOptions,
  call: Pick<Call<unknown>, 'endpoint' | 'context' | 'write'>,
  request: Outgoing,
) {
  const { endpoint, context, write } = call;
  await write?.onSend?.();
  context.signal?.throwIfAborted();
  try {
    return await exchange(options, endpoint, request, context.signal);
  } catch (error) {
    if (write === undefined) throw error;
    // An abort may carry any reason, even one of ours.
    const isKnown = context.signal?.aborted !== true && wasRefused(error);
    throw isKnown ? error : unknownOutcome(endpoint, error);
  }
}

async function exchange(
  { http, clock, serverClock, log, deadlines, onUsage }: CallerOptions,
  endpoint: EndpointName,
  request: Outgoing,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const started = performance.now();
  const answer = await http.exchange({ endpoint, ...request, deadlineMs: deadlines[endpoint], signal });
  const usage = usageOf(answer.headers, clock.now());
  if (usage !== null) onUsage(usage);
  const durationMs = Math.round(performance.now() - started);
  log.debug({ endpoint, status: answer.status, durationMs }, 'Salesforce answered');
  const accepted = refuseErrors(endpoint, answer, clock.now());
  // A gateway's page may carry its own clock's time.
  serverClock.note(accepted.headers.date);
  return accepted;
}

const isTokenRefused = (error: unknown): error is AppError => isAppError(error) && TOKEN_REFUSED.has(error.key);
