import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ExportFile } from '../../../simulators/marketo/bulk/export-file.ts';
import { Kept } from '../../../simulators/marketo/bulk/kept.ts';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { Exports, iso, MINUTE, window } from './bulk-harness.ts';
import { codeOf, DAY, HOUR, Rig, rig, SECOND, START } from './harness.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'marketo-')), 'instance.ndjson');
const ALL = { fields: ['id', 'email', 'title', 'updatedAt'], filter: { smartListId: 1 } };
const PATIENTLY = { interval: 5, timeout: 30_000 };
const SWITCHES = { smartListFilter: true, updatedAtFilter: true } as const;

describe('speed', () => {
  it('runs jobs and the steps of their status K times faster', async () => {
    const seconds = async (speed: number) => {
      const r = await rig({ speed, switches: SWITCHES, limits: 'off' });
      const x = new Exports(r);
      const id = await x.queued(ALL);
      for (let second = 0; ; second++) {
        if ((await x.status(id)).status === 'Completed') return second;
        r.advance(SECOND);
      }
    };
    const slow = await seconds(1);
    expect(slow % 60).toBe(0);
    expect(slow).toBeGreaterThanOrEqual(120);
    expect(await seconds(60)).toBe(slow / 60);
  });

  it('changes nothing else: tokens, windows, retention and days take as long', async () => {
    const r = await rig({ speed: 1000, switches: SWITCHES });
    const token = await r.token();
    const x = new Exports(r);
    const id = await x.queued(ALL);
    r.advance(SECOND);
    expect((await x.status(id)).status).toBe('Completed');
    r.advance(HOUR - 2 * SECOND);
    expect(await r.token()).toBe(token);
    r.advance(7 * DAY - 2 * HOUR);
    expect((await x.file(id)).status).toBe(200);
  });

  it('on a running clock a job ends by itself', async () => {
    const sim = await startMarketoSimulator({ people: 300, speed: 10_000, switches: SWITCHES });
    onTestFinished(() => sim.close());
    const r = new Rig(sim, { ms: Date.now() });
    const x = new Exports(r);
    const id = await x.queued(ALL);
    // Asked by the control API's method only: timers alone let the job run.
    await vi.waitFor(() => expect(sim.instance.stats().bulk.completed).toBe(1), PATIENTLY);
    await vi.waitFor(async () => expect((await x.status(id)).status).toBe('Completed'), PATIENTLY);
  });

  it('refuses a speed that is none', async () => {
    for (const speed of [0, -1, Number.NaN]) await expect(startMarketoSimulator({ speed })).rejects.toThrow(/speed/);
  });
});

/** A day of exports among changes, and all that can be seen of it. */
async function story(options: MarketoSimulatorOptions, stepMs: number) {
  const r = await rig({ switches: SWITCHES, limits: 'off', people: 400, ...options });
  const x = new Exports(r);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    ids.push(
      await x.queued(i % 2 === 0 ? ALL : { fields: ['id'], filter: { updatedAt: window(r.now - DAY, r.now + HOUR) } }),
    );
    for (const until = r.now + 2 * MINUTE; r.now < until; r.advance(stepMs)) await x.list();
    r.sim.instance.random(20, i);
  }
  r.sim.instance.addForeignJobs({ count: 2, ms: 5 * MINUTE, bytes: 1000 });
  ids.push(await x.queued(ALL));
  for (const until = r.now + HOUR; r.now < until; r.advance(10 * stepMs)) await x.list();
  return { jobs: await x.list(), real: r.sim.instance.bulkJobs(), ids };
}

describe('under a clock moved by hand', () => {
  it('everything about jobs is a function of the seed, however often anybody looks', async () => {
    const first = await story({ seed: 4 }, 2 * MINUTE);
    expect(first.jobs.every(({ status }) => status === 'Completed')).toBe(true);
    expect(new Set(first.jobs.map(({ fileChecksum }) => fileChecksum)).size).toBeGreaterThan(3);
    expect(await story({ seed: 4 }, 10 * SECOND)).toEqual(first);
    const other = await story({ seed: 5 }, 2 * MINUTE);
    expect(other.ids.filter((id) => first.ids.includes(id))).toEqual([]);
    expect(other.jobs.map(({ finishedAt }) => finishedAt)).not.toEqual(first.jobs.map(({ finishedAt }) => finishedAt));
  });

  it('larger jobs take longer', async () => {
    const lasted = async (people: number) => {
      const r = await rig({ people, switches: SWITCHES });
      const x = new Exports(r);
      const id = await x.queued(ALL);
      r.advance(30 * SECOND);
      await x.status(id);
      await r.sim.instance.filesWritten();
      const job = await x.over(id);
      return (Date.parse(String(job.finishedAt)) - Date.parse(String(job.startedAt))) / SECOND;
    };
    const [small, large] = [await lasted(10), await lasted(100_000)];
    expect(small).toBeGreaterThanOrEqual(89);
    expect(large - small).toBeCloseTo(60, 0);
  });

  it('foreign jobs hold their slots as long as they were said to, at speed 1', async () => {
    const r = await rig({ speed: 10 });
    r.sim.instance.addForeignJobs({ count: 2, ms: 10 * MINUTE });
    r.advance(10 * SECOND);
    const x = new Exports(r);
    const id = await x.queued();
    r.advance(45 * SECOND);
    expect((await x.status(id)).status).toBe('Queued');
    r.advance(15 * SECOND);
    expect((await x.status(id)).status).toBe('Processing');
  });

  it('more slots count from the moment they are given', async () => {
    const r = await rig();
    r.sim.instance.addForeignJobs({ count: 2, ms: HOUR });
    const x = new Exports(r);
    const id = await x.queued();
    r.advance(10 * MINUTE);
    expect((await x.status(id)).status).toBe('Queued');
    r.sim.instance.setLimits({ bulkProcessing: 3 });
    r.advance(MINUTE);
    expect(await x.status(id)).toMatchObject({ status: 'Processing', startedAt: iso(START + 10 * MINUTE) });
  });
});

describe('a restart', () => {
  it('forgets jobs: their ids are unknown and are not given again', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile });
    const { id } = await new Exports(first).run();
    await first.sim.close();
    const second = await rig({ persistFile });
    const x = new Exports(second);
    expect(codeOf(await x.enqueue(id))).toBe('1003');
    expect((await x.file(id)).status).toBe(404);
    expect(await x.list()).toEqual([]);
    expect(await x.made()).not.toBe(id);
  });

  it('keeps names of lists, smart lists and moments of silent changes', async () => {
    const persistFile = newFile();
    const first = await rig({ persistFile, switches: SWITCHES });
    const [a = 0, b = 0, c = 0] = first.ids(3);
    first.sim.instance.setList(3, [a], 'Named');
    first.sim.instance.setSmartList(4, 'Smart', [b]);
    first.advance(MINUTE);
    first.sim.instance.update(c, { title: 'x' }, { silent: true });
    await first.sim.close();
    const second = await rig({ persistFile, switches: SWITCHES });
    second.advance(HOUR);
    const x = new Exports(second);
    const found = [];
    for (const filter of [
      { staticListName: 'Named' },
      { smartListName: 'Smart' },
      { updatedAt: window(START + MINUTE, START + MINUTE) },
    ])
      found.push(...(await x.rows({ fields: ['id'], filter })).map(({ id }) => Number(id)));
    expect(found).toEqual([a, b, c]);
  });
});

describe('files', () => {
  const fileOf = (text: string) => {
    const file = new ExportFile();
    file.append(text);
    file.finish();
    return file;
  };

  it('the oldest ones go when very many bytes are kept, the newest never', () => {
    const kept = new Kept(25);
    const files = ['1234567890', '1234567890', '1234567890', 'x'.repeat(100)].map(fileOf);
    const dropped = () => files.map((file) => file.dropped);
    for (const file of files.slice(0, 3)) kept.add(file);
    expect([dropped(), kept.bytes]).toEqual([[true, false, false, false], 20]);
    kept.add(files[3] as ExportFile);
    expect([dropped(), kept.bytes]).toEqual([[true, true, true, false], 100]);
    kept.dropAll();
    expect([dropped(), kept.bytes]).toEqual([[true, true, true, true], 0]);
  });

  it('one dropped while it is read is read to its end', async () => {
    const file = fileOf('é'.repeat(100_000));
    const parts: Buffer[] = [];
    for await (const part of file.bytes(0, file.size)) {
      parts.push(part);
      file.drop();
    }
    expect(Buffer.concat(parts).toString('utf8')).toBe('é'.repeat(100_000));
    for await (const part of file.bytes(0, file.size)) parts.push(part);
    expect(Buffer.concat(parts).length).toBe(200_000);
  });
});
