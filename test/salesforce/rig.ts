import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import type { Clock } from '../../model/ports.ts';
import { createSalesforceClient, type SalesforceClientOptions } from '../../salesforce/index.ts';
import type { SalesforceSimulatorOptions } from '../../simulators/salesforce/index.ts';
import { rig, START } from '../simulators/salesforce/harness.ts';

export const KEY_FIELD = 'Actions_Sync_Key__c';

type Extra = Partial<Pick<SalesforceClientOptions, 'timeouts' | 'apiVersion' | 'log' | 'clock'>>;

/** Sleeping is noted, moves the clock, and is over at once. */
export class TestClock implements Clock {
  readonly slept: number[] = [];
  ms = START;

  now() {
    return new Date(this.ms);
  }

  async sleep(ms: number, signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.ms += ms;
  }
}

/** A client of a simulated org, signing in by client credentials. */
export async function connect(extra: Extra = {}, options: SalesforceSimulatorOptions = {}) {
  const r = await rig({ people: 200, ...options });
  const clock = new TestClock();
  const { loginUrl, clientId, clientSecret } = r.sim;
  const client = open({ loginUrl, clientId, clientSecret, clock, ...extra });
  /** Tasks that have a key, by it. */
  const tasks = async () => {
    const { body } = await r.query(`SELECT ${KEY_FIELD}, Subject FROM Task WHERE ${KEY_FIELD} != null`);
    return new Map(body.records.map((task) => [task[KEY_FIELD], task.Subject]));
  };
  const signIns = async () => (await r.control('GET', '/stats')).body.endpoints['/services/oauth2/token'] ?? 0;
  return { r, client, clock, tasks, signIns };
}

export function open(options: SalesforceClientOptions) {
  const client = createSalesforceClient(options);
  onTestFinished(() => client.close());
  return client;
}

export interface Reply {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A Salesforce that says exactly what it is told to; API calls are answered in order. */
export async function scripted(token: (port: number) => Reply, ...replies: readonly Reply[]) {
  const calls: { method: string; url: string; headers: IncomingMessage['headers']; text: string }[] = [];
  const left = [...replies];
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  async function handle(request: IncomingMessage, response: ServerResponse) {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url = '', headers } = request;
    calls.push({ method, url, headers, text });
    const reply = url.startsWith('/services/oauth2') ? token(port) : (left.shift() ?? { status: 599, body: '' });
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }
  const loginUrl = `http://127.0.0.1:${port}`;
  const clock = new TestClock();
  return { calls, clock, loginUrl, client: open({ loginUrl, clientId: 'id', clientSecret: 'secret', clock }) };
}

export const tokenReply = (port: number): Reply => ({
  body: { access_token: '00D!token', instance_url: `http://127.0.0.1:${port}`, id: 'https://x/id/00D/005' },
});

/** The AppError that something fails with; anything else fails the test. */
export async function failureOf(call: PromiseLike<unknown>): Promise<AppError> {
  const error: unknown = await Promise.resolve(call).then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

/** All records of all pages. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const records: T[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}
