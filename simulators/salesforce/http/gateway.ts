import type { IncomingMessage, ServerResponse } from 'node:http';
import { handleIdentity, isIdentityPath } from '../auth/endpoints.ts';
import type { World } from '../world.ts';
import { handleApi } from './api.ts';
import { readBody } from './body.ts';
import { textOf } from './errors.ts';
import { Exchange } from './exchange.ts';
import { send } from './send.ts';
import { versionOf, versions } from './versions.ts';

// Salesforce's limits of the URI, and of URI and headers together (salesforce-rest.md section 4).
const URI_MAX = 16_384;
/** What a server stands for when logging in and working are apart. */
export type Side = 'login' | 'instance' | 'both';

/** The vendor's side of the server. */
export class Gateway {
  readonly #world: World;
  readonly #closing: AbortSignal;

  constructor(world: World, closing: AbortSignal) {
    this.#world = world;
    this.#closing = closing;
  }

  /** Answers one request to the end; never throws. */
  async handle(request: IncomingMessage, response: ServerResponse, side: Side): Promise<void> {
    try {
      const body = await readBody(request);
      const exchange = new Exchange(this.#world, request, response, body ?? Buffer.alloc(0), this.#closing);
      if (body === undefined) return await exchange.text(413, 'Request Entity Too Large', 'text/plain');
      await this.#judge(exchange, side);
    } catch (error) {
      // A client that left, or a closing server: nobody reads an answer.
      if (response.destroyed || request.destroyed || this.#closing.aborted || response.headersSent) return;
      const text = JSON.stringify([
        { errorCode: 'UNKNOWN_EXCEPTION', message: `defect of the simulator: ${String(error)}` },
      ]);
      await send(response, { status: 500, text, headers: {}, faults: {}, closing: this.#closing });
    }
  }

  async #judge(exchange: Exchange, side: Side): Promise<void> {
    const { path, request } = exchange;
    const uri = request.url?.length ?? 0;
    if (uri > URI_MAX) return await exchange.text(414, 'URI Too Long', 'text/plain');
    if (uri + headerSize(request) > URI_MAX)
      return await exchange.text(431, 'Request Header Fields Too Large', 'text/plain');
    if (isIdentityPath(path)) return await handleIdentity(exchange);
    if (side === 'login') return await refuse(exchange, 401, 'INVALID_SESSION_ID');
    if (path === '/services/data') return await exchange.reply({ status: 200, body: versions() });
    const found = versionOf(path);
    if (found === 'gone')
      return await refuse(exchange, 410, 'UNSUPPORTED_API_VERSION', 'This API version is no longer supported');
    if (found === undefined) return await refuse(exchange, 404, 'NOT_FOUND');
    await handleApi(exchange, found.version, found.rest);
  }
}

function headerSize({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
}

async function refuse(
  exchange: Exchange,
  status: number,
  errorCode: string,
  message = textOf(errorCode),
): Promise<void> {
  await exchange.reply({ status, body: [{ message, errorCode }] });
}
