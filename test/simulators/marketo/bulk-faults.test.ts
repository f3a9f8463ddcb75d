import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readFaults } from '../../../simulators/marketo/faults/schema.ts';
import type { FaultRule } from '../../../simulators/marketo/index.ts';
import { FIELD_NAMES } from '../../../simulators/marketo/people/fields.ts';
import { cells, Exports, MINUTE } from './bulk-harness.ts';
import { codeOf, type Envelope, type Rig, rig } from './harness.ts';

const ALL = { fields: FIELD_NAMES, filter: { smartListId: 1 } };
const SWITCHES = { smartListFilter: true } as const;
const sha = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** A rig with one finished export of everybody, then with faults. */
async function finished(...faults: FaultRule[]) {
  const r = await rig({ switches: SWITCHES, limits: 'off' });
  const x = new Exports(r);
  const { id, job } = await x.run(ALL);
  r.sim.instance.setFaults(faults);
  return { r, x, id, job };
}

/** An export of everybody with faults that happen to its job. */
async function withJobFault(action: FaultRule['do'], match: FaultRule['match'] = {}) {
  const r = await rig({ switches: SWITCHES, limits: 'off', faults: [{ match, do: action }] });
  const x = new Exports(r);
  const id = await x.queued(ALL);
  return { r, x, id, job: await x.over(id) };
}

const ON_FILE: FaultRule['match'] = { class: 'bulkFile' };

describe('faults of jobs', () => {
  it('failJob ends a job as Failed with an errorMsg, and frees its slot without using bytes', async () => {
    const { r, x, id, job } = await withJobFault({ failJob: true, message: 'no luck' }, { times: 1 });
    expect(job).toMatchObject({ status: 'Failed', errorMsg: 'no luck', finishedAt: expect.any(String) });
    expect(job).not.toHaveProperty('fileSize');
    expect((await x.file(id)).status).toBe(404);
    expect(codeOf(await x.enqueue(id))).toBe('1029');
    expect(r.sim.instance.stats().bulk).toMatchObject({ failed: 1, queued: 0, bytesToday: 0, bytesKept: 0 });
    expect((await x.run(ALL)).job.status).toBe('Completed');
  });

  it('completedBut404 answers 404 so many times although the job is Completed', async () => {
    const { x, id, job } = await withJobFault({ completedBut404: 2 });
    expect(job.status).toBe('Completed');
    const seen = [];
    for (let i = 0; i < 4; i++) seen.push((await x.file(id)).status);
    expect(seen).toEqual([404, 404, 200, 200]);
  });

  it('truncateFile leaves out the end of the stored file: size and checksum tell of the whole', async () => {
    const { x, id, job } = await withJobFault({ truncateFile: 100 });
    const response = await x.file(id);
    const bytes = await bytesOf(response);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(bytes.length).toBe(Number(job.fileSize) - 100);
    expect(sha(bytes)).not.toBe(job.fileChecksum);
    const range = await x.file(id, { range: `bytes=0-${String(job.fileSize)}` });
    expect(range.headers.get('content-range')).toBe(`bytes 0-${bytes.length - 1}/${bytes.length}`);
    expect((await x.file(id, { range: `bytes=${bytes.length}-` })).status).toBe(416);
  });

  it('nulAndCr makes the file hard to read, and its truth is still the people’s', async () => {
    const { r, x, id, job } = await withJobFault({ nulAndCr: true });
    const bytes = await bytesOf(await x.file(id));
    expect(sha(bytes)).toBe(job.fileChecksum);
    const text = bytes.toString('utf8');
    expect(text).toMatch(/[^\n]\0/);
    // A bare CR inside a cell without quotes: readers that take it for a line end break here.
    expect(text).toMatch(/(^|,)left\rright/m);
    const [, ...rows] = cells(text);
    const truth = [...r.sim.instance.truth()].map((line) =>
      FIELD_NAMES.map((name) => (line[name] === undefined ? null : String(line[name]))),
    );
    expect(rows).toEqual(truth);
  });

  it('they are decided when a job is enqueued, and matched by kind of job and client', async () => {
    const clients = ['a', 'b'].map((clientId) => ({ clientId, clientSecret: 's' }));
    const faults: FaultRule[] = [{ match: { job: 'activities', clientId: 'b', nth: 2 }, do: { failJob: true } }];
    const r = await rig({ clients, faults });
    const window = { startAt: '2026-06-01T00:00:00Z', endAt: '2026-06-10T00:00:00Z' };
    const outcome = async (kind: 'leads' | 'activities', id: string) => {
      const x = new Exports(r, kind, { id, secret: 's' });
      const job = await x.queued({ fields: [kind === 'leads' ? 'id' : 'leadId'], filter: { createdAt: window } });
      return (await x.over(job)).status;
    };
    const seen = [];
    for (const [kind, id] of [
      ['activities', 'a'],
      ['leads', 'b'],
      ['activities', 'b'],
      ['activities', 'b'],
      ['activities', 'b'],
    ] as const)
      seen.push(await outcome(kind, id));
    expect(seen).toEqual(['Completed', 'Completed', 'Completed', 'Failed', 'Completed']);
  });
});

describe('faults of the delivery', () => {
  it('flipBit delivers one wrong bit under the right checksum, the next download is right', async () => {
    const { x, id, job } = await finished({ match: { ...ON_FILE, times: 1 }, do: { flipBit: true } });
    const [bad, good] = [await bytesOf(await x.file(id)), await bytesOf(await x.file(id))];
    expect(sha(good)).toBe(job.fileChecksum);
    const different = [...bad.entries()].filter(([at, byte]) => byte !== good[at]);
    expect(bad.length).toBe(good.length);
    expect(different.map(([at, byte]) => byte ^ (good[at] ?? 0))).toEqual([1]);
    expect((await x.status(id)).fileChecksum).toBe(job.fileChecksum);
  });

  it('flipBit happens inside a part too', async () => {
    const { x, id } = await finished({ match: { ...ON_FILE, times: 1 }, do: { flipBit: true } });
    const part = async () => bytesOf(await x.file(id, { range: 'bytes=100-199' }));
    expect((await part()).equals(await part())).toBe(false);
  });

  it('noRange ignores the header Range: 200 and the whole file', async () => {
    const { x, id, job } = await finished({ match: { ...ON_FILE, times: 1 }, do: { noRange: true } });
    const first = await x.file(id, { range: 'bytes=5-9' });
    expect([first.status, first.headers.get('content-range')]).toEqual([200, null]);
    expect((await bytesOf(first)).length).toBe(job.fileSize);
    expect((await x.file(id, { range: 'bytes=5-9' })).status).toBe(206);
  });

  it('truncate breaks the connection in the middle, emptyBody and badJson end too early as complete HTTP', async () => {
    const { r, x, id, job } = await finished({ match: ON_FILE, do: { truncate: true } });
    const broken = await x.file(id);
    expect(broken.headers.get('content-length')).toBe(String(job.fileSize));
    let came = 0;
    const read = async () => {
      for await (const chunk of broken.body ?? []) came += (chunk as Uint8Array).length;
    };
    await expect(read()).rejects.toThrow();
    expect(came).toBeGreaterThan(0);
    expect(came).toBeLessThanOrEqual(Number(job.fileSize) / 2);
    for (const [action, size] of [
      [{ emptyBody: true }, 0],
      [{ badJson: true }, Math.floor(Number(job.fileSize) / 2)],
    ] as const) {
      r.sim.instance.setFaults([{ match: ON_FILE, do: action }]);
      expect((await bytesOf(await x.file(id))).length).toBe(size);
    }
    r.sim.instance.setFaults([]);
    expect(sha(await bytesOf(await x.file(id)))).toBe(job.fileChecksum);
    expect(r.sim.instance.stats().openNow).toBe(0);
  });

  it('http, resets, delays and codes happen to the file as to any call', async () => {
    const { r, x, id } = await finished({ match: ON_FILE, do: { http: 502, html: true } });
    const gateway = await x.file(id);
    expect([gateway.status, await gateway.text()]).toEqual([502, expect.stringMatching(/^<html>/)]);
    for (const action of [{ resetBefore: true }, { resetAfter: true }] as const) {
      r.sim.instance.setFaults([{ match: ON_FILE, do: action }]);
      await expect(x.file(id)).rejects.toThrow();
    }
    r.sim.instance.setFaults([{ match: ON_FILE, do: { code: '606' } }]);
    expect(codeOf((await (await x.file(id)).json()) as Envelope)).toBe('606');
    r.sim.instance.setFaults([{ match: ON_FILE, do: { expireToken: true } }]);
    expect(codeOf((await (await x.file(id)).json()) as Envelope)).toBe('602');
    r.sim.instance.setFaults([{ match: ON_FILE, do: { delayMs: 30 } }]);
    const start = performance.now();
    expect((await x.file(id)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(28);
  });
});

describe('faults of bulk calls', () => {
  const states = (r: Rig) => r.sim.instance.bulkJobs().map(({ state }) => state);

  it('an answer lost after create or enqueue leaves the work done; the list and a second enqueue tell', async () => {
    const r = await rig({ faults: [{ match: { class: 'bulk', path: '*/create.json' }, do: { resetAfter: true } }] });
    const x = new Exports(r);
    await expect(x.made()).rejects.toThrow();
    const [found] = await x.list('?status=created');
    expect(states(r)).toEqual(['Created']);
    r.sim.instance.setFaults([
      { match: { class: 'bulk', path: '*/enqueue.json', times: 1 }, do: { resetAfter: true } },
    ]);
    const id = found?.exportId ?? '';
    await expect(x.enqueue(id)).rejects.toThrow();
    expect(states(r)).toEqual(['Queued']);
    expect((await x.enqueue(id)).errors).toEqual([{ code: '1029', message: 'Job already queued' }]);
    expect((await x.over(id)).status).toBe('Completed');
  });

  it('a call lost before the work, a gateway’s page and an error code leave nothing done', async () => {
    const r = await rig();
    const x = new Exports(r);
    for (const action of [
      { resetBefore: true },
      { http: 503, html: true },
      { code: '606' },
      { code: '611' },
    ] as const) {
      r.sim.instance.setFaults([{ match: { class: 'bulk', method: 'POST' }, do: action }]);
      await x.made().catch(() => {});
      expect(states(r)).toEqual([]);
    }
    r.sim.instance.setFaults([{ match: { class: 'bulk' }, do: { code: '615', message: 'busy' } }]);
    expect((await x.call('GET', 'export.json')).errors).toEqual([{ code: '615', message: 'busy' }]);
  });

  it('badJson cuts a status', async () => {
    const r = await rig();
    const x = new Exports(r);
    const id = await x.queued();
    r.advance(MINUTE);
    r.sim.instance.setFaults([{ match: { class: 'bulk' }, do: { badJson: true } }]);
    await expect(x.status(id)).rejects.toThrow(SyntaxError);
  });
});

describe('rules that make no sense', () => {
  it.each([
    [
      { match: { class: 'bulkFile' }, do: { failJob: true } },
      /field match: failJob, .* happen to jobs, not requests: .* class/,
    ],
    [{ match: { path: '/bulk' }, do: { truncateFile: 1 } }, /happen to jobs.* path/],
    [
      { match: { job: 'leads' }, do: { code: '606' } },
      /field match\.job: only lateMs .*types, and only faults of jobs by job/,
    ],
    [{ match: { job: 'leads' }, do: { lateMs: 1 } }, /field match: lateMs happens to rows/],
    [{ do: { completedBut404: 0 } }, /field do\.completedBut404/],
  ])('%j is refused', (rule, message) => {
    expect(() => readFaults([rule], 'rules')).toThrow(message);
  });
});
