import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One answer. Objects are sent as JSON, buffers and texts as they are. */
export interface Scripted {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  gzip?: boolean;
  /** Without a `content-length`, in chunks: a body that ends early looks complete. */
  chunked?: boolean;
  /** `reset`: no answer at all; `cut`: a part of the body; `hang`: never ends; `stall`: headers, then silence. */
  fault?: 'reset' | 'cut' | 'hang' | 'stall';
  /** Where `cut` cuts; half of the body without it. */
  cutAt?: number;
  /** `cut` waits for it with what it sent: a client drops what it has not read when the connection ends. */
  cutAfter?: Promise<void>;
}

export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  /** The body as it came. */
  text: string;
  headers: IncomingMessage['headers'];
}

export interface ScriptedServer {
  baseUrl: string;
  /** Answers in order; after the last one each REST call gets HTTP 599, each identity call a token. */
  rest: Scripted[];
  /** Answers each REST call by what it is, before the queue. */
  answerRest: ((call: Received) => Scripted) | null;
  identity: Scripted[];
  restCalls: Received[];
  identityCalls: Received[];
  /** Resolves when the n-th REST request (from 1) has come in. */
  arrived(n: number): Promise<void>;
  close(): Promise<void>;
}

export const tokenAnswer = (token: string, expiresIn: unknown = 3_599): Scripted => ({
  body: { access_token: token, token_type: 'bearer', expires_in: expiresIn, scope: 'api@example.com' },
});

/** A Marketo that says exactly what it is told to. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const waiting: { n: number; resolve: () => void }[] = [];
  const script: Omit<ScriptedServer, 'baseUrl' | 'close' | 'arrived'> = {
    rest: [],
    answerRest: null,
    identity: [],
    restCalls: [],
    identityCalls: [],
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const received = await read(request);
    if (received.path.startsWith('/identity/')) {
      script.identityCalls.push(received);
      return answer(response, script.identity.shift() ?? tokenAnswer(`token-${script.identityCalls.length}`));
    }
    script.restCalls.push(received);
    for (const { n, resolve } of waiting) if (script.restCalls.length >= n) resolve();
    const scripted = script.answerRest?.(received) ?? script.rest.shift();
    return answer(response, scripted ?? { status: 599, body: 'nothing scripted' });
  };
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(script, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived: (n: number) =>
      new Promise<void>((resolve) => {
        if (script.restCalls.length >= n) resolve();
        else waiting.push({ n, resolve });
      }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(text),
    text,
    headers: request.headers,
  };
}

function answer(response: ServerResponse, scripted: Scripted) {
  const { status = 200, body = '', headers = {}, gzip = false, chunked = false, fault } = scripted;
  if (fault === 'hang') return;
  if (fault === 'reset') {
    response.destroy();
    return;
  }
  const plain = toBytes(body);
  const bytes = gzip ? gzipSync(plain) : plain;
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    ...(chunked ? {} : { 'content-length': String(bytes.length) }),
    ...headers,
  });
  if (fault === 'stall') response.flushHeaders();
  else if (fault === 'cut') {
    const { cutAt = bytes.length >> 1, cutAfter = Promise.resolve() } = scripted;
    response.write(bytes.subarray(0, cutAt), () => void cutAfter.then(() => response.destroy()));
  } else response.end(bytes);
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
