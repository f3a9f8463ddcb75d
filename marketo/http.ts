import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { Pool } from 'undici';
import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { withDeadline } from '../net/deadline.ts';
import { guardedConnect } from '../net/outgoing.ts';
import { isLoopback } from './base-url.ts';
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
  /** In place of what goes with every request. */
  headers?: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  status: number;
  text: string;
  /** Marketo's time when it answered, in whole seconds; null without a `Date` header. */
  date: Date | null;
  receivedAt: Date;
  durationMs: number;
}

/** An answer whose body is read while it comes: once, as text or in chunks. */
export interface HttpStream {
  status: number;
  header(name: string): string | undefined;
  text(): Promise<string>;
  chunks(): AsyncIterable<Buffer>;
}

export interface Http {
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  /** `read` runs within the call's deadline. What it leaves unread ends the connection. */
  stream<T>(request: HttpRequest, read: (answer: HttpStream) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

type Response = Awaited<ReturnType<Pool['request']>>;

const unpack = promisify(gunzip);

/** What goes with every request. Gzip only where bytes travel: on loopback it cost 40 % of the people per second. */
export function acceptHeaders(origin: string): Record<string, string> {
  return { accept: 'application/json', ...(isLoopback(origin) ? {} : { 'accept-encoding': 'gzip' }) };
}

/** One instance's connections. */
export function openHttp(origin: string, clock: Clock, privateHosts: readonly string[] = []): Http {
  // The deadline of each call covers headers and body together; undici's own limits would only come after it.
  const connect = guardedConnect({ privateHosts, configured: new URL(origin).hostname });
  const pool = new Pool(origin, {
    connect,
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const accept = acceptHeaders(origin);

  const open = (request: HttpRequest, signal: AbortSignal): Promise<Response> => {
    const { endpoint, method, path, body, contentType, token } = request;
    const headers = {
      ...accept,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...request.headers,
    };
    return pool.request({ method, path, body, headers, signal }).catch((error: unknown) => {
      throw networkError(error, endpoint, 'headers');
    });
  };
  const within = <T>({ endpoint, deadlineMs: ms, signal }: HttpRequest, run: (signal: AbortSignal) => Promise<T>) =>
    withDeadline(
      { ms, signal, error: () => new AppError('marketo.timeout', { details: { endpoint, limitMs: ms } }) },
      run,
    );

  return {
    exchange: (request) =>
      within(request, async (signal) => {
        const started = performance.now();
        const response = await open(request, signal);
        return {
          status: response.statusCode,
          text: await readText(response, request.endpoint),
          date: parseHttpDate(single(response.headers.date)),
          receivedAt: clock.now(),
          durationMs: performance.now() - started,
        };
      }),
    stream: (request, read) =>
      within(request, async (signal) => {
        const response = await open(request, signal);
        try {
          return await read(streamOf(response, request.endpoint));
        } finally {
          abandon(response);
        }
      }),
    close: () => pool.close(),
  };
}

function streamOf(response: Response, endpoint: EndpointName): HttpStream {
  return {
    status: response.statusCode,
    header: (name) => single(response.headers[name]),
    text: () => readText(response, endpoint),
    chunks: () => readChunks(response, endpoint),
  };
}

async function readText(response: Response, endpoint: EndpointName): Promise<string> {
  const { body } = response;
  try {
    return isGzip(response) ? (await unpack(await body.arrayBuffer())).toString('utf8') : await body.text();
  } catch (error) {
    throw networkError(error, endpoint, 'body');
  }
}

async function* readChunks(response: Response, endpoint: EndpointName): AsyncGenerator<Buffer> {
  const { body } = response;
  // The loop below sees every error of the pipeline.
  const plain = isGzip(response) ? pipeline(body, createGunzip(), () => {}) : body;
  try {
    for await (const chunk of plain) yield chunk as Buffer;
  } catch (error) {
    throw networkError(error, endpoint, 'body');
  }
}

/** No connection goes back to the pool with the rest of an old answer in it. */
function abandon({ body }: Response): void {
  if (body.readableEnded) return;
  body.on('error', () => {});
  body.destroy();
}

const isGzip = ({ headers }: Response) => single(headers['content-encoding']) === 'gzip';
const single = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);
