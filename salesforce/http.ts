import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent } from 'undici';
import { AppError } from '../model/errors/app-error.ts';
import { isLoopbackHost } from '../net/addresses.ts';
import { withDeadline } from '../net/deadline.ts';
import { guardedConnect, type OutgoingRules } from '../net/outgoing.ts';
import type { EndpointName } from './endpoints.ts';
import { networkError } from './network-errors.ts';

/** To each host; above it calls wait for each other. Calls of over 20 s share 25 places in an org (salesforce-rest 4). */
const CONNECTIONS = 10;

export interface HttpRequest {
  endpoint: EndpointName;
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  deadlineMs: number;
  signal: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

export interface Http {
  /** One request, never repeated and never redirected. */
  exchange(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

type Response = Awaited<ReturnType<Agent['request']>>;

const unpack = promisify(gunzip);

export function openHttp(rules: OutgoingRules): Http {
  // The deadline of each call covers headers and body together; undici's own limits would only come after it.
  const connect = guardedConnect(rules);
  const agent = new Agent({ connect, connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  let closed: Promise<void> | undefined;
  return {
    exchange: ({ endpoint, deadlineMs: ms, signal: caller, ...request }) =>
      withDeadline({ ms, signal: caller, error: () => timedOut(endpoint, ms) }, async (signal) => {
        const { origin, hostname, pathname, search } = new URL(request.url);
        const accept = {
          accept: 'application/json',
          ...(isLoopbackHost(hostname) ? {} : { 'accept-encoding': 'gzip' }),
        };
        const { method, body } = request;
        const headers = { ...accept, ...request.headers };
        const response = await agent
          .request({ origin, path: `${pathname}${search}`, method, body, headers, signal })
          .catch((error: unknown) => {
            throw networkError(error, endpoint, 'headers');
          });
        return {
          status: response.statusCode,
          headers: flat(response.headers),
          text: await readText(response, endpoint),
        };
      }),
    close: () => {
      closed ??= agent.close();
      return closed;
    },
  };
}

async function readText({ headers, body }: Response, endpoint: EndpointName): Promise<string> {
  try {
    const isGzip = flat(headers)['content-encoding'] === 'gzip';
    return isGzip ? (await unpack(await body.arrayBuffer())).toString('utf8') : await body.text();
  } catch (error) {
    throw networkError(error, endpoint, 'body');
  }
}

function flat(headers: Response['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function timedOut(endpoint: string, limitMs: number): AppError {
  return new AppError('salesforce.timeout', { details: { endpoint, limitMs } });
}
