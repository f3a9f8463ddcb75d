import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Faults } from '../faults/engine.ts';
import type { JournalEntry } from '../org/journal.ts';
import type { Org } from '../org/org.ts';
import type { World } from '../world.ts';
import type { Reply } from './call.ts';
import { type ErrorEntry, statusOf, textOf } from './errors.ts';
import { htmlPage, send } from './send.ts';

/** One request with its answer still to be given. */
export class Exchange {
  readonly world: World;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly entry: JournalEntry;
  readonly #closing: AbortSignal;
  /** Whose clock and counts the answer follows. */
  org: Org;
  faults: Faults = {};
  /** The caller's session was found: answers of the API tell its org's usage. */
  admitted = false;

  constructor(world: World, request: IncomingMessage, response: ServerResponse, body: Buffer, closing: AbortSignal) {
    this.world = world;
    this.request = request;
    this.response = response;
    this.body = body;
    this.org = world.first;
    this.#closing = closing;
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    // Doubled and trailing slashes are as good as none (salesforce-rest.md 2.1).
    const path = (at < 0 ? url : url.slice(0, at)).replace(/\/{2,}/g, '/');
    this.path = path.length > 1 ? path.replace(/\/$/, '') : path;
    this.search = at < 0 ? '' : url.slice(at + 1);
    const given = new URLSearchParams(this.search).get('_HttpMethod');
    this.method = (request.method === 'POST' && given !== null ? given : (request.method ?? 'GET')).toUpperCase();
    this.entry = world.note({ at: new Date(this.org.now()).toISOString(), method: this.method, url });
  }

  header(name: string): string | undefined {
    return this.request.headers[name]?.toString();
  }

  /** Token of the Authorization header. */
  get token(): string | undefined {
    return /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(this.header('authorization') ?? '')?.[1];
  }

  async delay(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#closing, ref: false });
  }

  /** Answers with JSON, or with nothing where the reply has no body. */
  async reply({ status, body, headers = {} }: Reply): Promise<void> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    this.#count(status, body);
    const usage: Readonly<Record<string, string>> = this.admitted ? { 'sforce-limit-info': this.org.limit.info } : {};
    await this.#send(status, text, { ...usage, ...headers });
  }

  async text(status: number, text: string, contentType: string): Promise<void> {
    this.#count(status, undefined);
    await this.#send(status, text, { 'content-type': contentType });
  }

  /** A fault that answers in the place of the service. True when there was one. */
  async faulted(): Promise<boolean> {
    const { http, html, contentType = 'text/html', error, message, status, redirect } = this.faults;
    if (redirect !== undefined) await this.reply({ status: 302, headers: { location: redirect } });
    else if (http !== undefined && html === true) await this.text(http, htmlPage(http), contentType);
    else if (http !== undefined) await this.reply({ status: http, body: [entryOf('UNKNOWN_EXCEPTION')] });
    else if (error !== undefined) {
      await this.reply({ status: status ?? statusOf(error), body: [entryOf(error, message)] });
    } else return false;
    return true;
  }

  /** The connection is cut without an answer. */
  cut(): void {
    this.entry.status = 0;
    this.response.socket?.destroy();
  }

  #count(status: number, body: unknown): void {
    if (status < 300) return;
    const [first] = Array.isArray(body) ? (body as unknown[]) : [body];
    const code = codeOf(first) ?? `http${status}`;
    this.org.statistics.code(code);
  }

  async #send(status: number, text: string | undefined, headers: Readonly<Record<string, string>>): Promise<void> {
    this.entry.status = this.faults.resetAfter === true ? 0 : status;
    const { faults } = this;
    const all = { date: new Date(this.org.now()).toUTCString(), ...headers };
    await send(this.response, { status, text, headers: all, faults, closing: this.#closing });
  }
}

function entryOf(errorCode: string, message = textOf(errorCode)): ErrorEntry {
  return { message, errorCode };
}

function codeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { errorCode, error } = body as { errorCode?: unknown; error?: unknown };
  const code = errorCode ?? error;
  return typeof code === 'string' ? code : undefined;
}
