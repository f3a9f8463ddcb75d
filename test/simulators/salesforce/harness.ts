import { onTestFinished } from 'vitest';
import {
  type FaultRule,
  type Org,
  type SalesforceSimulator,
  type SalesforceSimulatorOptions,
  startSalesforceSimulator,
} from '../../../simulators/salesforce/index.ts';

/** A Monday noon in summer, on a whole minute. */
export const START = Date.UTC(2026, 5, 15, 12);
export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Row = Record<string, unknown>;

/** Every object that is answered with, as loosely as a client may take it: the test says which it is. */
export interface Body {
  id: string;
  success: boolean;
  created: boolean;
  access_token: string;
  refresh_token: string;
  instance_url: string;
  issued_at: string;
  error: string;
  error_description: string;
  totalSize: number;
  done: boolean;
  nextRecordsUrl: string;
  records: Row[];
  fields: Row[];
  sobjects: Row[];
  ids: string[];
  deletedRecords: { id: string; deletedDate: string }[];
  earliestDateAvailable: string;
  latestDateCovered: string;
  compositeResponse: { httpStatusCode: number; referenceId: string; body: Row & Row[] }[];
  results: Row[];
  DailyApiRequests: { Max: number; Remaining: number };
  /** Control answers. */
  refreshToken: string;
  calls: number;
  endpoints: Record<string, number>;
  codes: Record<string, number>;
  writes: Record<string, Record<string, number>>;
  writesWithoutChange: number;
  lockRefusals: number;
  fix: string;
}

/** An entry of an array that is answered with. */
export interface Item {
  errorCode: string;
  message: string;
  fields: string[];
  id: string;
  success: boolean;
  created: boolean;
  errors: { statusCode: string; message: string; fields: string[] }[];
  version: string;
  label: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
  /** The body where it is an array, else nothing. */
  readonly list: readonly Item[];
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly version?: string;
  readonly token?: string;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json: unknown =
    /^[[{]/.test(text) && response.headers.get('content-type')?.includes('json') ? parsed(text) : {};
  const list = Array.isArray(json) ? (json as Item[]) : [];
  return { status: response.status, headers: response.headers, text, body: json as Body, list };
}

/** What is no JSON, by fault or as NDJSON, counts as nothing: the test looks at the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** One simulator under a hand-moved clock, closed when the test ends. */
export class Rig {
  readonly sim: SalesforceSimulator;
  readonly #clock: { ms: number };
  #token = '';

  constructor(sim: SalesforceSimulator, clock: { ms: number }) {
    this.sim = sim;
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock.ms;
  }

  get org(): Org {
    return this.sim.world.first;
  }

  advance(ms: number): void {
    this.#clock.ms += ms;
  }

  /** A token request with these form fields. */
  async grant(form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const body = new URLSearchParams(form);
    return answerOf(await fetch(`${this.sim.loginUrl}/services/oauth2/token`, { method: 'POST', body, headers }));
  }

  async login(clientId = this.sim.clientId, secret = this.sim.clientSecret): Promise<Answer> {
    return this.grant({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  }

  async token(): Promise<string> {
    if (this.#token === '') this.#token = (await this.login()).body.access_token;
    return this.#token;
  }

  /** Forgets the rig's token: the next call logs in again. */
  renew(): void {
    this.#token = '';
  }

  /** Any request, path from the root, with the rig's own token. */
  async raw(method: string, path: string, { body, headers, token }: CallOptions = {}): Promise<Answer> {
    const authorization = `Bearer ${token ?? (await this.token())}`;
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf(
      await fetch(this.sim.instanceUrl + path, {
        method,
        redirect: 'manual',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        ...(text === undefined ? {} : { body: text }),
      }),
    );
  }

  /** A call under a version of the API. */
  async api(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return this.raw(method, `/services/data/v${options.version ?? '66.0'}${path}`, options);
  }

  async query(soql: string, options: CallOptions & { all?: boolean } = {}): Promise<Answer> {
    return this.api('GET', `/query${options.all === true ? 'All' : ''}?q=${encodeURIComponent(soql)}`, options);
  }

  /** Values of one field of a query's first page. */
  async column(soql: string, field: string, options: CallOptions & { all?: boolean } = {}): Promise<unknown[]> {
    const { status, body } = await this.query(soql, options);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.records.map((record) => record[field]);
  }

  /** Creates a record; its id. */
  async create(object: string, values: object): Promise<string> {
    const { status, body } = await this.api('POST', `/sobjects/${object}`, { body: values });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }

  async read(object: string, id: string): Promise<Row> {
    return { ...(await this.api('GET', `/sobjects/${object}/${id}`)).body };
  }

  async control(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return answerOf(await fetch(this.sim.controlUrl + path, { method, ...init }));
  }

  async faults(...rules: readonly FaultRule[]): Promise<void> {
    const { status, body } = await this.control('PUT', '/faults', rules);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** An admin's change of the schema, rules, flows or permissions. */
  async change(change: object): Promise<void> {
    const { status, body } = await this.control('POST', '/schema', change);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Id of the first living base record of an object that passes a test. */
  find(object: string, test: (get: (field: string) => unknown) => boolean = () => true): string {
    for (const row of this.org.store.table(object).all()) {
      if (row.get('IsDeleted') !== true && test((field) => row.get(field))) return String(row.get('Id'));
    }
    throw new Error(`no such ${object}`);
  }

  /** A living lead that is not converted and that a user owns. */
  lead(): string {
    return this.find('Lead', (get) => get('IsConverted') === false && String(get('OwnerId')).startsWith('005'));
  }

  contact(): string {
    return this.find('Contact', (get) => get('AccountId') !== null);
  }
}

export async function rig(options: SalesforceSimulatorOptions = {}): Promise<Rig> {
  const clock = { ms: START };
  const sim = await startSalesforceSimulator({ people: 500, clock: () => clock.ms, ...options });
  onTestFinished(() => sim.close());
  return new Rig(sim, clock);
}

/** Code of an error answer's first entry. */
export const codeOf = ({ body, list }: Answer): string | undefined => list[0]?.errorCode ?? body.error;

export const KEY = '/sobjects/Task/Actions_Sync_Key__c';
