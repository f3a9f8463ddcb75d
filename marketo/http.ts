import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Pool } from 'undici';
import type { Clock } from '../model/ports.ts';
import { isLoopback } from './base-url.ts';
import { withDeadline } from './deadline.ts';
import type { EndpointName } from './endpoints.ts';
import { networkError } from './network-errors.ts';
import type { EncodedRequest } from './query.ts';
import { parseHttpDate } from './time.ts';

/** As many as Marketo takes at once (marketo-rest 3.1), and one for identity. */
const CONNECTIONS = 11;

export interface HttpRequest extends EncodedRequest {
  endpoint: EndpointName;
  token: string | null;
  deadlineMs: number;
  signal: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  text: string;
  /** Marketo's time when it answered, in whole seconds; null without a `Date` header. */
  date: Date | null;
  receivedAt: Date;
  durationMs: number;
}

export interface Http {
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

const unpack = promisify(gunzip);

/** What goes with every request. Gzip only where bytes travel: on loopback it cost 40 % of the people per second. */
export function acceptHeaders(origin: string): Record<string, string> {
  return { accept: 'application/json', ...(isLoopback(origin) ? {} : { 'accept-encoding': 'gzip' }) };
}

/** One instance's connections. */
export function openHttp(origin: string, clock: Clock): Http {
  // The deadline of each call covers headers and body together; undici's own limits would only come after it.
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const accept = acceptHeaders(origin);

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    const { endpoint, method, path, body, token } = request;
    const headers = {
      ...accept,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const started = performance.now();
    const response = await pool.request({ method, path, body, headers, signal }).catch((error: unknown) => {
      throw networkError(error, endpoint, 'headers');
    });
    const text = await readText(response).catch((error: unknown) => {
      throw networkError(error, endpoint, 'body');
    });
    return {
      status: response.statusCode,
      text,
      date: parseHttpDate(single(response.headers.date)),
      receivedAt: clock.now(),
      durationMs: performance.now() - started,
    };
  };

  return {
    exchange: (request) =>
      withDeadline({ endpoint: request.endpoint, ms: request.deadlineMs, signal: request.signal }, (signal) =>
        send(request, signal),
      ),
    close: () => pool.close(),
  };
}

async function readText({ headers, body }: Awaited<ReturnType<Pool['request']>>): Promise<string> {
  if (single(headers['content-encoding']) !== 'gzip') return body.text();
  return (await unpack(await body.arrayBuffer())).toString('utf8');
}

const single = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);
