import { PassThrough } from 'node:stream';
// Not the whole package: its other API modules would be loaded for nothing.
import { Connection } from 'jsforce/lib/connection.js';
import { Transport } from 'jsforce/lib/transport.js';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types/index.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import type { HttpAnswer } from './http.ts';
import type { Session } from './sign-in.ts';

/** What jsforce wants sent. */
export type Outgoing = Pick<HttpRequest, 'method' | 'url'> & { headers: Record<string, string>; body: string | null };
export type Send = (request: Outgoing) => Promise<HttpAnswer>;

/**
 * A jsforce connection for one call, which knows addresses, bodies and results of the API. What it sends goes through
 * `send`: its own transport repeats reads five times, follows redirects with the token, and never gives a body up
 * (salesforce-rest 9.2). Without `oauth2` and `refreshFn` it leaves tokens alone (salesforce-rest 1.5).
 */
export function connectionFor({ token, instance }: Session, version: string, send: Send): Connection {
  const connection = new Connection({ instanceUrl: instance, accessToken: token, version, logLevel: 'NONE' });
  connection._transport = new CallTransport(send);
  return connection;
}

class CallTransport extends Transport {
  readonly #send: Send;

  constructor(send: Send) {
    super();
    this.#send = send;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    // jsforce pipes the stream on; nobody reads it.
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#exchange(request) }));
  }

  async #exchange({ method, url, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const answer = await this.#send({
      method,
      url,
      headers: plain(headers),
      body: typeof body === 'string' ? body : null,
    });
    return { statusCode: answer.status, headers: { ...answer.headers }, body: answer.text };
  }
}

/** The length is counted where the bytes are sent. */
function plain(headers: NonNullable<HttpRequest['headers']>): Record<string, string> {
  const { 'content-length': _, ...rest } = headers;
  return rest;
}
