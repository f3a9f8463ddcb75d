import type { Clock } from '../model/ports.ts';
import type { Caller, Grant, RestEndpoint } from './caller.ts';
import { ENDPOINTS } from './endpoints.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { Http, HttpAnswer } from './http.ts';
import type { CallLog } from './log.ts';
import { type EncodedRequest, encodeRequest, type Query } from './query.ts';
import type { CallContext } from './types.ts';
import { unknownOutcome, wasRefused } from './unknown-outcome.ts';

export interface RestOptions {
  caller: Caller;
  http: Http;
  clock: Clock;
  log: CallLog;
}

export type RestAnswer = Envelope & Pick<HttpAnswer, 'date' | 'receivedAt' | 'durationMs'>;
/** Sends a ready request and reads the envelope that comes back. */
export type RestSend = (endpoint: RestEndpoint, request: EncodedRequest, context: CallContext) => Promise<RestAnswer>;
/**
 * Sends a request whose repetition would do harm (marketo-rest 7.5). `onSend` runs right before each sending; when it
 * rejects nothing is sent.
 * @throws AppError `marketo.outcomeUnknown` unless it is sure that Marketo did nothing; then the error itself
 */
export type RestSendOnce = (
  endpoint: RestEndpoint,
  request: EncodedRequest,
  context: CallContext,
  onSend?: () => Promise<void>,
) => Promise<RestAnswer>;
/** A query, or what makes it when the call has its place: once for each sending. */
export type LateQuery = Query | (() => Query);
/** Asks something: the query goes as Marketo takes it. */
export type RestCall = (endpoint: RestEndpoint, query: LateQuery, context: CallContext) => Promise<RestAnswer>;

export interface Rest {
  send: RestSend;
  sendOnce: RestSendOnce;
  call: RestCall;
}

/** Calls that are answered by an envelope. */
export function createRest({ caller, http, clock, log }: RestOptions): Rest {
  const exchange = async (endpoint: RestEndpoint, request: EncodedRequest, grant: Grant): Promise<RestAnswer> => {
    const answer = await http.exchange({ ...request, ...grant });
    const { status, date, receivedAt, durationMs } = answer;
    log.debug({ endpoint, status, durationMs: Math.round(durationMs) }, 'Marketo answered');
    return { ...readEnvelope(endpoint, answer, clock.now()), date, receivedAt, durationMs };
  };
  const send: RestSend = (endpoint, request, context) =>
    caller(endpoint, context, (grant) => exchange(endpoint, request, grant));
  const sendOnce: RestSendOnce = (endpoint, request, context, onSend) =>
    caller(endpoint, context, async (grant) => {
      await onSend?.();
      grant.signal?.throwIfAborted();
      try {
        return await exchange(endpoint, request, grant);
      } catch (error) {
        throw wasRefused(error) ? error : unknownOutcome(endpoint, error);
      }
    });
  const call: RestCall = (endpoint, query, context) =>
    caller(endpoint, context, async (grant) => {
      // Whoever has left while the call waited has no question any more.
      grant.signal?.throwIfAborted();
      const ready = typeof query === 'function' ? query() : query;
      return exchange(endpoint, encodeRequest(ENDPOINTS[endpoint].path, ready), grant);
    });
  return { send, sendOnce, call };
}
