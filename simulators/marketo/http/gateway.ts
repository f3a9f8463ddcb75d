import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults/engine.ts';
import type { MarketoInstance } from '../instance/instance.ts';
import type { Client } from './auth.ts';
import { isForm, jsonOf, readBody } from './body.ts';
import type { Answer, Bare, Route } from './call.ts';
import { ApiError, FREE_CODES, textOf } from './errors.ts';
import { Params } from './params.ts';
import { findRoute } from './router.ts';
import { htmlPage, type Outgoing, send } from './send.ts';
import { sendFile } from './send-file.ts';

// 8 KB for path and query (3.1, 14.12).
const URI_MAX = 8192;
const IDENTITY = '/identity/oauth/token';
const PLAIN = { 'content-type': 'text/plain;charset=UTF-8' };
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** One request, read but not yet judged. */
interface Raw {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

/** The vendor's side of the server: gateway checks, identity, and the calls under /rest and /bulk. */
export class Gateway {
  readonly #instance: MarketoInstance;
  readonly #closing: AbortSignal;
  #requests = 0;

  constructor(instance: MarketoInstance, closing: AbortSignal) {
    this.#instance = instance;
    this.#closing = closing;
  }

  /** Answers one request to the end; never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const query = at < 0 ? '' : url.slice(at + 1);
    try {
      const body = await readBody(request);
      if (url.length > URI_MAX) return await this.#plain(response, 414, 'Request-URI Too Long');
      if (body === undefined) return await this.#plain(response, 413, 'Request Entity Too Large');
      const raw: Raw = { request, response, path, query, body };
      await (path === IDENTITY ? this.#identity(raw) : this.#rest(raw));
    } catch (error) {
      // A client that left, or a closing server: nobody reads an answer.
      if (response.destroyed || request.destroyed || this.#closing.aborted) return;
      await send(response, { status: 200, body: this.#failure('611', `System error: ${String(error)}`) });
    }
  }

  async #identity(raw: Raw): Promise<void> {
    const { request, response } = raw;
    const params = new Params(raw.query, isForm(request) ? raw.body.toString('utf8') : '');
    const clientId = params.get('client_id');
    this.#instance.statistics.call(IDENTITY);
    const faults = this.#faultsOf(raw, 'identity', request.method ?? 'GET', clientId);
    if (await this.#gatewayFault(response, faults)) return;
    await this.#delay(faults.delayMs ?? 0);
    if (faults.code !== undefined)
      return await send(response, { status: 200, body: this.#failure(faults.code, faults.message) });
    if (params.get('grant_type') !== 'client_credentials') {
      const body = JSON.stringify({ error: 'unsupported_grant_type', error_description: 'Unsupported grant type' });
      return await send(response, { status: 400, body, headers: NO_STORE, faults });
    }
    const issued = this.#instance.tokens.issue(clientId, params.get('client_secret'));
    if (issued === undefined) {
      this.#instance.statistics.code('http401');
      const body = JSON.stringify({ error: 'invalid_client', error_description: 'Bad client credentials' });
      return await send(response, { status: 401, body, headers: NO_STORE, faults });
    }
    const body = JSON.stringify(faults.expiresInZero === true ? { ...issued, expires_in: 0 } : issued);
    await send(response, { status: 200, body, headers: NO_STORE, faults });
  }

  async #rest(raw: Raw): Promise<void> {
    const { request, response } = raw;
    let faults: Faults = {};
    let leave = (): void => {};
    let answer: Answer | Bare | ApiError;
    try {
      const params = new Params(raw.query, isForm(request) ? raw.body.toString('utf8') : '');
      const posted = request.method ?? 'GET';
      const method = posted === 'POST' && params.get('_method')?.toUpperCase() === 'GET' ? 'GET' : posted;
      const client = this.#instance.tokens.check(this.#token(request, params));
      const { route, args } = this.#route(method, raw.path, client);
      this.#instance.statistics.call(`${route.method} ${route.path.replaceAll('{}', '{id}')}`);
      faults = this.#faultsOf(raw, route.class, method, client.clientId);
      if (await this.#gatewayFault(response, faults)) return;
      if (faults.expireToken === true) {
        this.#instance.tokens.expire(client.clientId);
        this.#instance.tokens.check(this.#token(request, params));
      }
      const { code } = faults;
      if (code !== undefined && FREE_CODES.has(code)) throw new ApiError(code, faults.message);
      leave = this.#instance.limiter.enter(client.userId);
      await this.#delay((faults.delayMs ?? 0) + this.#instance.latencyMs);
      if (code !== undefined) throw new ApiError(code, faults.message);
      if (!allowed(client, route)) throw new ApiError('603');
      const json = posted === 'POST' && !(isForm(request) && method === 'GET') ? jsonOf(request, raw.body) : undefined;
      answer = route.handle({ instance: this.#instance, client, params, args, body: json, faults });
    } catch (error) {
      if (!(error instanceof ApiError)) {
        leave();
        throw error;
      }
      answer = error;
    }
    // A file occupies its caller's slot until the last byte is out.
    await this.#answer(raw, answer, faults).finally(leave);
  }

  async #answer({ request, response }: Raw, answer: Answer | Bare | ApiError, faults: Faults): Promise<void> {
    if ('file' in answer) return await sendFile(response, { ...answer, range: request.headers.range, faults });
    const acceptEncoding = request.headers['accept-encoding']?.toString();
    const out: Outgoing = { status: 200, body: '', acceptEncoding, faults };
    if ('status' in answer) {
      this.#instance.statistics.code(`http${answer.status}`);
      return await send(response, { ...out, status: answer.status, body: answer.text, headers: PLAIN });
    }
    const failed = answer instanceof ApiError;
    const body = failed ? this.#failure(answer.code, answer.message) : this.#success(answer);
    await send(response, { ...out, body });
  }

  #route(method: string, path: string, client: Client): { route: Route; args: string[] } {
    try {
      return findRoute(method, path);
    } catch (error) {
      // An unknown path is charged like any call; a wrong method (605) is free.
      if (error instanceof ApiError && !FREE_CODES.has(error.code)) this.#instance.limiter.enter(client.userId)();
      throw error;
    }
  }

  #token(request: IncomingMessage, params: Params): string | undefined {
    const header = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
    return header ?? (this.#instance.switches.acceptQueryToken ? params.get('access_token') : undefined);
  }

  #faultsOf({ path }: Raw, endpoint: Route['class'], method: string, clientId: string | undefined): Faults {
    return this.#instance.state.faults.forRequest({ method, path, class: endpoint, clientId });
  }

  /** Faults in front of the service: nothing is executed. True when the request is settled. */
  async #gatewayFault(response: ServerResponse, { resetBefore, http, html }: Faults): Promise<boolean> {
    if (resetBefore === true) {
      response.socket?.destroy();
      return true;
    }
    if (http === undefined) return false;
    this.#instance.statistics.code(`http${http}`);
    const headers = { 'content-type': 'text/html' };
    await send(response, { status: http, body: html === true ? htmlPage(http) : '', headers });
    return true;
  }

  async #delay(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#closing, ref: false });
  }

  async #plain(response: ServerResponse, status: number, text: string): Promise<void> {
    this.#instance.statistics.code(`http${status}`);
    await send(response, { status, body: text, headers: PLAIN });
  }

  #requestId(): string {
    this.#requests++;
    return `${(0x1000 + (this.#requests & 0xffff)).toString(16)}#${Math.floor(this.#instance.now()).toString(16)}`;
  }

  #success({ result, nextPageToken, moreResult }: Answer): string {
    return JSON.stringify({ requestId: this.#requestId(), result, success: true, nextPageToken, moreResult });
  }

  #failure(code: string, message = textOf(code)): string {
    this.#instance.statistics.code(code);
    this.#instance.limiter.noteError(code);
    return JSON.stringify({ requestId: this.#requestId(), success: false, errors: [{ code, message }] });
  }
}

function allowed({ permissions }: Client, route: Route): boolean {
  return (
    permissions === undefined ||
    route.permissions.length === 0 ||
    route.permissions.some((name) => permissions.has(name))
  );
}
