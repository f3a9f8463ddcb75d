import type { Clock } from '../model/ports.ts';
import type { Caller, RestEndpoint } from './caller.ts';
import { ENDPOINTS } from './endpoints.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { Http, HttpAnswer } from './http.ts';
import type { CallLog } from './log.ts';
import { type EncodedRequest, encodeRequest, type Query } from './query.ts';
import type { CallContext } from './types.ts';

export interface RestOptions {
  caller: Caller;
  http: Http;
  clock: Clock;
  log: CallLog;
}

export type RestAnswer = Envelope & Pick<HttpAnswer, 'date' | 'receivedAt' | 'durationMs'>;
/** Sends a ready request and reads the envelope that comes back. */
export type RestSend = (endpoint: RestEndpoint, request: EncodedRequest, context: CallContext) => Promise<RestAnswer>;
/** Asks something: the query goes as Marketo takes it. */
export type RestCall = (endpoint: RestEndpoint, query: Query, context: CallContext) => Promise<RestAnswer>;

/** Calls that are answered by an envelope. */
export function createRest({ caller, http, clock, log }: RestOptions): { send: RestSend; call: RestCall } {
  const send: RestSend = (endpoint, request, context) =>
    caller(endpoint, context, async (grant) => {
      const answer = await http.exchange({ ...request, ...grant });
      const { status, date, receivedAt, durationMs } = answer;
      log.debug({ endpoint, status, durationMs: Math.round(durationMs) }, 'Marketo answered');
      return { ...readEnvelope(endpoint, answer, clock.now()), date, receivedAt, durationMs };
    });
  const call: RestCall = (endpoint, query, context) =>
    send(endpoint, encodeRequest(ENDPOINTS[endpoint].path, query), context);
  return { send, call };
}
