import { expect } from 'vitest';
import type { Envelope, Rig } from './harness.ts';

export const MINUTE = 60_000;

type Kind = 'leads' | 'activities';
/** A job object of a reply. */
export type Job = Record<string, unknown> & { exportId: string; status: string };

/** Everybody a rig's instance begins with was made in the three years before; this window holds the newest. */
export const lastDays = (r: Rig, days: number) => window(r.now - days * 24 * 60 * MINUTE, r.now);

export const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const window = (from: number, to: number) => ({ startAt: iso(from), endAt: iso(to) });

/** Export calls of one client, always with a living token. */
export class Exports {
  readonly #r: Rig;
  readonly #kind: Kind;
  readonly #client: { id: string; secret: string };

  constructor(r: Rig, kind: Kind = 'leads', client = { id: r.sim.clientId, secret: r.sim.clientSecret }) {
    this.#r = r;
    this.#kind = kind;
    this.#client = client;
  }

  async raw(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const token = await this.#r.token(this.#client.id, this.#client.secret);
    const headers = { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` };
    return this.#r.raw(`/bulk/v1/${this.#kind}/${path}`, { ...init, method, headers });
  }

  async call(method: string, path: string, body?: unknown): Promise<Envelope> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await (await this.raw(method, path, init)).json()) as Envelope;
  }

  create(body: unknown): Promise<Envelope> {
    return this.call('POST', 'export/create.json', body);
  }

  /** A created job's id; by default of a small lead export. */
  async made(
    body: object = { fields: ['id', 'email'], filter: { createdAt: lastDays(this.#r, 30) } },
  ): Promise<string> {
    const reply = await this.create(body);
    expect(reply.errors).toBeUndefined();
    return jobOf(reply).exportId;
  }

  enqueue(id: string): Promise<Envelope> {
    return this.call('POST', `export/${id}/enqueue.json`);
  }

  cancel(id: string): Promise<Envelope> {
    return this.call('POST', `export/${id}/cancel.json`);
  }

  async status(id: string): Promise<Job> {
    return jobOf(await this.call('GET', `export/${id}/status.json`));
  }

  file(id: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.raw('GET', `export/${id}/file.json`, { headers });
  }

  async list(query = ''): Promise<Job[]> {
    return ((await this.call('GET', `export.json${query}`)).result ?? []) as Job[];
  }

  /** A job created and put into the queue. */
  async queued(body?: object): Promise<string> {
    const id = await this.made(body);
    expect((await this.enqueue(id)).errors).toBeUndefined();
    return id;
  }

  /** Lets minutes pass until a job is over. */
  async over(id: string): Promise<Job> {
    for (let minute = 0; minute < 100; minute++) {
      this.#r.advance(MINUTE);
      await this.#r.sim.instance.filesWritten();
      const job = await this.status(id);
      if (job.status === 'Completed' || job.status === 'Failed') return job;
    }
    throw new Error('the job does not end');
  }

  /** A whole export: its job and its text. */
  async run(body?: object): Promise<{ id: string; job: Job; text: string }> {
    const id = await this.queued(body);
    const job = await this.over(id);
    return { id, job, text: await (await this.file(id)).text() };
  }

  /** A whole export's rows under the header's names; bare `null` as null. */
  async rows(body?: object): Promise<Record<string, string | null>[]> {
    const [header = [], ...rows] = cells((await this.run(body)).text);
    return rows.map((row) => Object.fromEntries(header.map((name, i) => [String(name), row[i] ?? null])));
  }
}

export const jobOf = (reply: Envelope): Job => (reply.result?.[0] ?? {}) as Job;

/** RFC 4180, read the way a careful client does: NUL dropped, a bare CR is text, bare `null` is nothing. */
export function cells(text: string, separator = ','): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let cell = '';
  let quotes = false;
  let inside = false;
  const endCell = () => {
    row.push(cell === 'null' && !quotes ? null : cell);
    cell = '';
    quotes = false;
  };
  for (const char of text.replaceAll('\0', '')) {
    if (inside) {
      if (char === '"') inside = false;
      else cell += char;
    } else if (char === '"') {
      // A second quote right after the first closed belongs to the text.
      if (quotes) cell += '"';
      quotes = true;
      inside = true;
    } else if (char === separator) endCell();
    else if (char === '\n') {
      endCell();
      rows.push(row);
      row = [];
    } else cell += char;
  }
  if (cell !== '' || row.length > 0 || inside) throw new Error('the file does not end with a line end');
  return rows;
}
