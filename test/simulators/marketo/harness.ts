import { onTestFinished } from 'vitest';
import {
  type MarketoSimulator,
  type MarketoSimulatorOptions,
  startMarketoSimulator,
} from '../../../simulators/marketo/index.ts';

/** A reply's envelope, as loosely as a client may take it. */
export interface Envelope {
  requestId: string;
  success: boolean;
  result?: Record<string, unknown>[];
  errors?: { code: string; message: string }[];
  nextPageToken?: string;
  moreResult?: boolean;
}

export type Query = Record<string, string | number | readonly (string | number)[]>;

/** 13:00 in Chicago on a summer day. */
export const START = Date.UTC(2026, 5, 15, 18);
export const SECOND = 1000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** One simulator under a hand-moved clock, closed when the test ends. */
export class Rig {
  readonly sim: MarketoSimulator;
  readonly #clock: { ms: number };
  #token = '';

  constructor(sim: MarketoSimulator, clock: { ms: number }) {
    this.sim = sim;
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock.ms;
  }

  advance(ms: number): void {
    this.#clock.ms += ms;
  }

  async identity(clientId = this.sim.clientId, secret = this.sim.clientSecret, method = 'GET') {
    const query = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
    const response = await fetch(`${this.sim.baseUrl}/identity/oauth/token?${String(query)}`, { method });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  }

  async token(clientId?: string, secret?: string): Promise<string> {
    return String((await this.identity(clientId, secret)).body.access_token);
  }

  /** A raw call with the rig's own token unless the init brings headers. */
  async raw(path: string, init: RequestInit = {}): Promise<Response> {
    if (this.#token === '') this.#token = await this.token();
    const headers = { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string> | undefined) };
    return fetch(this.sim.baseUrl + path, { ...init, headers });
  }

  async get(path: string, query: Query = {}): Promise<Envelope> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await this.raw(`/rest/v1/${path}?${String(search)}`);
    return (await response.json()) as Envelope;
  }

  async post(path: string, body?: unknown): Promise<Envelope> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.raw(`/rest/v1/${path}`, { method: 'POST', ...init });
    return (await response.json()) as Envelope;
  }

  async people(filterType: string, filterValues: readonly (string | number)[], query: Query = {}): Promise<Envelope> {
    return this.get('leads.json', { filterType, filterValues, ...query });
  }

  /** A date token for a moment, by default now. */
  async since(ms = this.now): Promise<string> {
    const reply = await this.get('activities/pagingtoken.json', { sinceDatetime: new Date(ms).toISOString() });
    return String(reply.nextPageToken);
  }

  /** Follows a stream from a token until moreResult is false. */
  async drain(path: string, token: string, query: Query = {}): Promise<{ rows: Row[]; pages: Row[][]; token: string }> {
    const pages: Row[][] = [];
    for (let next = token; ; ) {
      const page = await this.get(`activities${path}.json`, { ...query, nextPageToken: next });
      if (!page.success) throw new Error(JSON.stringify(page));
      pages.push((page.result ?? []) as unknown as Row[]);
      next = String(page.nextPageToken);
      if (page.moreResult !== true) return { rows: pages.flat(), pages, token: next };
    }
  }

  async control(method: string, path: string, body?: unknown) {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.sim.controlUrl + path, { method, ...init });
    const text = await response.text();
    return { status: response.status, text };
  }

  /** First living base people. */
  ids(count: number, skip = 0): number[] {
    const ids: number[] = [];
    for (const id of this.sim.instance.state.book.living()) {
      if (ids.length === count + skip) break;
      ids.push(id);
    }
    return ids.slice(skip);
  }

  /** First living person whose REST fields pass a test. */
  find(test: (values: Record<string, unknown>) => boolean): number {
    for (const values of this.sim.instance.truth()) if (test(values)) return values.id;
    throw new Error('no such person');
  }
}

/** An activity or lead change. */
export interface Row {
  id: number;
  marketoGUID: string;
  leadId: number;
  activityDate: string;
  activityTypeId: number;
  primaryAttributeValueId?: number;
  primaryAttributeValue?: string;
  fields?: { id: number; name: string; newValue: string | null; oldValue: string | null }[];
  attributes: { name: string; value: unknown }[];
}

/** Attributes of a row by name. */
export const attributesOf = (row: Row | undefined): Record<string, unknown> =>
  Object.fromEntries((row?.attributes ?? []).map(({ name, value }) => [name, value]));

export async function rig(options: MarketoSimulatorOptions = {}): Promise<Rig> {
  const clock = { ms: START };
  const sim = await startMarketoSimulator({ people: 500, clock: () => clock.ms, ...options });
  onTestFinished(() => sim.close());
  return new Rig(sim, clock);
}

export const codeOf = (reply: Envelope): string | undefined => reply.errors?.[0]?.code;
