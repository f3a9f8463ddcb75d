import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const SECRET = 'a-secret-of-more-than-24-characters';

interface Received {
  id: string;
  event: 'fired' | 'cleared' | 'test';
  alert: string;
  summary: string;
  [member: string]: unknown;
}

/** The function that docs/alerts.md gives to those who write a receiver. */
export type Verified = (headers: object, body: string, secret: string, now?: number) => Received | null;

export async function documentedCheck(): Promise<Verified> {
  const page = await readFile(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { verified: Verified };
  return module.verified;
}

export interface Receiver {
  url: string;
  /** What was taken, once per id, in order. */
  events: Received[];
  /** Every request, by id. */
  requests: string[];
  /** Requests whose signature did not hold. */
  forged: number;
  bodies: string[];
  /** How the next requests are answered; 204 when they are used up. */
  answers: ((response: ServerResponse) => void)[];
}

/** A receiver as docs/alerts.md tells people to write one: checks the signature, drops what it has. */
export async function startReceiver(defer: (cleanUp: () => Promise<unknown>) => void): Promise<Receiver> {
  const verified = await documentedCheck();
  const receiver: Receiver = { url: '', events: [], requests: [], forged: 0, bodies: [], answers: [] };
  const server = createServer((request, response) => {
    void take(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
  return receiver;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    receiver.bodies.push(body);
    const event = verified(request.headers, body, SECRET);
    if (event === null) {
      receiver.forged += 1;
      response.writeHead(401).end();
      return;
    }
    receiver.requests.push(event.id);
    if (receiver.events.every(({ id }) => id !== event.id)) receiver.events.push(event);
    const answer = receiver.answers.shift();
    if (answer === undefined) response.writeHead(204).end();
    else answer(response);
  }
}
