import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { AppError } from '../../model/errors/app-error.ts';

export interface Page {
  status: number;
  contentType: string;
  body: string;
}

/** What each path answers; anything else is 404. */
export type Pages = Readonly<Record<string, () => Promise<Page>>>;

export const JSON_TYPE = 'application/json; charset=utf-8';
/** A scraper that keeps its connection open must not keep the worker. */
export const LISTENER_CLOSE_WITHIN_MS = 1_000;

/** `host:port`, `[::1]:port`, or `:port` for every address of the machine. */
export function splitAddress(address: string): { host: string | undefined; port: number } {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  return { host: host === '' ? undefined : host, port: Number(address.slice(at + 1)) };
}

/**
 * Answers GET and HEAD on `METRICS_ADDRESS`; port 0: a free one.
 * @throws AppError `worker.metricsAddress`: the port is taken, or the address is none of this machine's
 */
export async function listen(address: string, pages: Pages): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    void answer(response, request.method ?? '', Object.hasOwn(pages, path) ? pages[path] : undefined);
  });
  // Nothing is read but a request line; slow ones don't hold a socket for long.
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.keepAliveTimeout = 5_000;
  const { host, port } = splitAddress(address);
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    const problem = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError('worker.metricsAddress', { details: { METRICS_ADDRESS: address, problem } });
  }
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    close: () => close(server),
  };
}

async function answer(response: ServerResponse, method: string, page: Pages[string] | undefined): Promise<void> {
  const send = ({ status, contentType, body }: Page): void => {
    response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
    response.end(method === 'HEAD' ? undefined : body);
  };
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send({ status: 405, contentType: JSON_TYPE, body: '{"error":"only GET and HEAD"}\n' });
  }
  if (page === undefined) {
    return send({ status: 404, contentType: JSON_TYPE, body: '{"paths":["/metrics","/healthz","/readyz"]}\n' });
  }
  try {
    send(await page());
  } catch {
    send({ status: 500, contentType: JSON_TYPE, body: '{"error":"not available now"}\n' });
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), LISTENER_CLOSE_WITHIN_MS).unref();
  await closed;
}
