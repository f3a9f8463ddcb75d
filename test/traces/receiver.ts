import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string } }[];
  status: { code?: number; message?: string };
  events: { name: string; attributes: { key: string; value: { stringValue?: string } }[] }[];
}

interface Batch {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

/** A receiver of OTLP over HTTP, with JSON: keeps what it is sent. */
export interface Receiver {
  endpoint: string;
  bodies: string[];
  /** Of the next requests; 200 when they are used up. */
  statuses: number[];
  spans(): Span[];
  resource(): Record<string, string | undefined>;
  close(): Promise<void>;
}

const of = (attributes: Span['attributes']) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

/** Members of a span by their names. */
export const attributesOf = (span: Span | undefined) => of(span?.attributes ?? []);

export async function startReceiver(): Promise<Receiver> {
  const bodies: string[] = [];
  const statuses: number[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const status = request.url === '/v1/traces' ? (statuses.shift() ?? 200) : 404;
    if (status === 200) bodies.push(body);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const batches = () => bodies.flatMap((body) => (JSON.parse(body) as Batch).resourceSpans);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    statuses,
    spans: () => batches().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    resource: () => of(batches()[0]?.resource.attributes ?? []),
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
