import { describe, expect, it } from 'vitest';
import { Exports, jobOf, MINUTE } from './bulk-harness.ts';
import { codeOf, DAY, HOUR, type Rig, rig, SECOND } from './harness.ts';

const QUOTA = { code: '1029', message: 'Export daily quota 500MB exceeded.' };

/** A create body. */
const DAY_ONE = {
  fields: ['id'],
  filter: { createdAt: { startAt: '2026-06-01T00:00:00Z', endAt: '2026-06-02T00:00:00Z' } },
};

const realStates = (r: Rig) => r.sim.instance.bulkJobs().map(({ state }) => state);

describe('life of an export job', () => {
  it('M61 a job that is never enqueued stays Created for ever', async () => {
    const r = await rig();
    const x = new Exports(r);
    const id = await x.made();
    r.advance(40 * DAY);
    expect(await x.status(id)).toMatchObject({ exportId: id, status: 'Created' });
    expect(await x.status(id)).not.toHaveProperty('queuedAt');
    expect((await x.file(id)).status).toBe(404);
  });

  it('M62 an enqueued job is Queued, then Processing, never more than two at once over both kinds and all clients', async () => {
    const r = await rig({ clients: ['a', 'b'].map((clientId) => ({ clientId, clientSecret: 's' })) });
    const mine = new Exports(r, 'leads', { id: 'a', secret: 's' });
    const others = new Exports(r, 'leads', { id: 'b', secret: 's' });
    const activities = new Exports(r, 'activities', { id: 'a', secret: 's' });
    const { filter } = DAY_ONE;
    const jobs: [Exports, string][] = [];
    for (const x of [mine, others, activities, mine, activities])
      jobs.push([x, await x.made({ fields: [x === activities ? 'leadId' : 'id'], filter })]);
    for (const [x, id] of jobs) expect(jobOf(await x.enqueue(id)).status).toBe('Queued');
    let most = 0;
    const seen = new Set<string>();
    for (let minute = 0; minute < 20; minute++) {
      r.advance(MINUTE);
      const states = await Promise.all(jobs.map(async ([x, id]) => (await x.status(id)).status));
      most = Math.max(most, states.filter((status) => status === 'Processing').length);
      for (const status of states) seen.add(status);
      expect(realStates(r).filter((state) => state === 'Processing').length).toBeLessThanOrEqual(2);
    }
    expect(most).toBe(2);
    expect([...seen].sort()).toEqual(['Completed', 'Processing', 'Queued']);
    expect(new Set(realStates(r))).toEqual(new Set(['Completed']));
    expect(r.sim.instance.stats().bulk).toMatchObject({ enqueued: 5, completed: 5, peakProcessing: 2, peakQueued: 5 });
  });

  it('M63 the 11th job in the queue, those being processed included, is a 1029', async () => {
    const r = await rig();
    const x = new Exports(r);
    for (let i = 0; i < 8; i++) await x.queued();
    expect(r.sim.instance.addForeignJobs({ count: 5, ms: MINUTE })).toBe(2);
    r.advance(30 * SECOND);
    expect(r.sim.instance.stats().bulk).toMatchObject({ queued: 10, processing: 2 });
    const id = await x.made();
    expect((await x.enqueue(id)).errors).toEqual([{ code: '1029', message: 'Too many jobs (10) in queue' }]);
    expect((await x.status(id)).status).toBe('Created');
    r.advance(3 * MINUTE);
    expect(jobOf(await x.enqueue(id)).status).toBe('Queued');
  });

  it('M64 a second enqueue is a 1029 that the job is queued, at any later time', async () => {
    const r = await rig();
    const x = new Exports(r);
    const id = await x.queued();
    const again = async () => (await x.enqueue(id)).errors;
    expect(await again()).toEqual([{ code: '1029', message: 'Job already queued' }]);
    await x.over(id);
    expect(await again()).toEqual([{ code: '1029', message: 'Job already queued' }]);
  });

  it('M65 with the day’s bytes used up create and enqueue are a 1029 with the quota text, running jobs end, midnight Central opens', async () => {
    const r = await rig();
    const x = new Exports(r);
    const waiting = await x.made();
    const running = await x.queued();
    r.sim.instance.setLimits({ bulkUsedBytes: 499_999_999 });
    expect((await x.create(DAY_ONE)).success).toBe(true);
    expect((await x.over(running)).status).toBe('Completed');
    const { fileSize } = await x.status(running);
    expect(r.sim.instance.stats().bulk.bytesToday).toBe(499_999_999 + Number(fileSize));
    expect((await x.create(DAY_ONE)).errors).toEqual([QUOTA]);
    expect((await x.enqueue(waiting)).errors).toEqual([QUOTA]);
    // 13:00 in Chicago at the start: midnight is eleven hours later.
    r.advance(11 * HOUR - (r.now % DAY) + 18 * HOUR - SECOND);
    expect((await x.enqueue(waiting)).errors).toEqual([QUOTA]);
    r.advance(SECOND);
    expect(jobOf(await x.enqueue(waiting)).status).toBe('Queued');
  });

  it('bytes of other vendors count on the same day’s allowance', async () => {
    const r = await rig();
    r.sim.instance.setLimits({ bulkBytes: 2_500_000 });
    r.sim.instance.addForeignJobs({ count: 2, ms: MINUTE, bytes: 1_300_000 });
    const x = new Exports(r);
    expect((await x.create(DAY_ONE)).success).toBe(true);
    r.advance(2 * MINUTE);
    expect((await x.create(DAY_ONE)).errors).toEqual([{ code: '1029', message: 'Export daily quota 3MB exceeded.' }]);
  });

  it('limits off refuse neither for the queue nor for bytes', async () => {
    const r = await rig({ limits: 'off' });
    const x = new Exports(r);
    r.sim.instance.setLimits({ bulkUsedBytes: 10 ** 12 });
    for (let i = 0; i < 12; i++) await x.queued();
    r.advance(MINUTE);
    expect(r.sim.instance.stats().bulk).toMatchObject({ queued: 12, processing: 2 });
  });

  it('M70 what Marketo does to a job shows in 60-s steps', async () => {
    const r = await rig({ limits: 'off' });
    const x = new Exports(r);
    const id = await x.queued();
    const changes: [status: string, second: number][] = [];
    const real: string[] = [];
    for (let second = 0; changes.at(-1)?.[0] !== 'Completed'; second++) {
      const { status } = await x.status(id);
      if (status !== changes.at(-1)?.[0]) changes.push([status, second]);
      real.push(realStates(r)[0] ?? '');
      r.advance(SECOND);
    }
    expect(changes.map(([status]) => status)).toEqual(['Queued', 'Processing', 'Completed']);
    expect(changes.map(([, second]) => second % 60)).toEqual([0, 0, 0]);
    // In truth it was picked up within seconds.
    expect(real.indexOf('Processing')).toBeLessThan(30);
    expect(real.indexOf('Completed') - real.indexOf('Processing')).toBeGreaterThanOrEqual(90);
  });

  it('the job object grows with the state; members without a value are absent, or null by switch', async () => {
    const r = await rig();
    const x = new Exports(r);
    const members = async (id: string) => Object.keys(await x.status(id));
    const id = await x.made();
    const created = ['exportId', 'format', 'status', 'createdAt'];
    expect(await members(id)).toEqual(created);
    expect(Object.keys(jobOf(await x.enqueue(id)))).toEqual([...created, 'queuedAt']);
    r.advance(MINUTE);
    expect(await members(id)).toEqual([...created, 'queuedAt', 'startedAt']);
    await x.over(id);
    const completed = ['finishedAt', 'numberOfRecords', 'fileSize', 'fileChecksum'];
    expect(await members(id)).toEqual([...created, 'queuedAt', 'startedAt', ...completed]);
    r.sim.instance.setSwitches({ emptyJobMembers: 'null' });
    expect(await x.status(await x.made())).toMatchObject({ status: 'Created', queuedAt: null, fileSize: null });
  });

  it('M76 cancel answers Cancelled, and the job never completes', async () => {
    const r = await rig();
    const x = new Exports(r);
    const [created, queued, running] = [await x.made(), await x.queued(), await x.queued()];
    r.advance(MINUTE);
    for (const id of [created, queued, running]) expect(jobOf(await x.cancel(id)).status).toBe('Cancelled');
    r.sim.instance.setSwitches({ cancelledSpelling: 'Canceled' });
    r.advance(30 * MINUTE);
    for (const id of [created, queued, running]) {
      expect((await x.status(id)).status).toBe('Canceled');
      expect((await x.file(id)).status).toBe(404);
      expect(codeOf(await x.enqueue(id))).toBe('1003');
      expect(codeOf(await x.cancel(id))).toBe('1003');
    }
    expect(r.sim.instance.stats().bulk).toMatchObject({ queued: 0, cancelled: 3, completed: 0, bytesToday: 0 });
  });

  it('a cancelled job gives its slot to the next one', async () => {
    const r = await rig();
    const x = new Exports(r);
    const ids = [await x.queued(), await x.queued(), await x.queued()];
    r.advance(MINUTE);
    expect(realStates(r)).toEqual(['Processing', 'Processing', 'Queued']);
    await x.cancel(ids[0] ?? '');
    expect(realStates(r)).toEqual(['Cancelled', 'Processing', 'Processing']);
  });

  it('M77 another API user sees the job neither in list nor in status nor as file', async () => {
    const clients = ['a', 'b', 'c'].map((clientId) => ({
      clientId,
      clientSecret: 's',
      userId: clientId === 'b' ? 'other' : 'same',
    }));
    const r = await rig({ clients });
    const of = (id: string) => new Exports(r, 'leads', { id, secret: 's' });
    const { id } = await of('a').run();
    const other = of('b');
    expect(await other.list()).toEqual([]);
    for (const reply of [
      await other.call('GET', `export/${id}/status.json`),
      await other.enqueue(id),
      await other.cancel(id),
    ]) {
      expect(reply.errors).toEqual([{ code: '1003', message: 'Export job not found' }]);
    }
    expect((await other.file(id)).status).toBe(404);
    // Another client of the same user does see it; as an activity export it is unknown.
    expect((await of('c').file(id)).status).toBe(200);
    expect((await of('c').list()).map(({ exportId }) => exportId)).toEqual([id]);
    const wrongKind = new Exports(r, 'activities', { id: 'a', secret: 's' });
    expect(codeOf(await wrongKind.call('GET', `export/${id}/status.json`))).toBe('1003');
  });

  it('M78 the list has jobs of seven days, is filtered by status in any spelling, and pages by 300', async () => {
    const r = await rig({ limits: 'off' });
    const x = new Exports(r);
    const old = await x.made();
    r.advance(DAY);
    const done = (await x.run()).id;
    const cancelled = await x.made();
    await x.cancel(cancelled);
    const made: string[] = [];
    for (let i = 0; i < 300; i++) made.push(await x.made());
    const first = await x.call('GET', 'export.json');
    expect(first.result).toHaveLength(300);
    const second = await x.call('GET', `export.json?nextPageToken=${first.nextPageToken}`);
    expect(second).not.toHaveProperty('nextPageToken');
    const listed = [...(first.result ?? []), ...(second.result ?? [])].map(({ exportId }) => exportId);
    expect(listed).toEqual([old, done, cancelled, ...made]);
    const ids = async (query: string) => (await x.list(query)).map(({ exportId }) => exportId);
    expect(await ids('?status=completed,Canceled')).toEqual([done, cancelled]);
    expect(await ids('?status=Cancelled&status=Failed')).toEqual([cancelled]);
    expect(await ids('?status=created&batchSize=2')).toEqual([old, made[0]]);
    r.advance(6 * DAY);
    expect(await ids('?status=Created&batchSize=1')).toEqual([made[0]]);
    expect((await x.status(old)).status).toBe('Created');
  });

  it('M81 the file goes after 7 days, by switch 10, the status after 30', async () => {
    const r = await rig();
    const x = new Exports(r);
    const { id, job } = await x.run();
    const since = (ms: number) => r.advance(Date.parse(String(job.finishedAt)) + ms - r.now);
    since(7 * DAY - SECOND);
    expect((await x.file(id)).status).toBe(200);
    r.sim.instance.setSwitches({ fileKeptDays: 10 });
    since(10 * DAY - SECOND);
    expect((await x.file(id)).status).toBe(200);
    since(10 * DAY + SECOND);
    const gone = await x.file(id);
    expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'text/plain;charset=UTF-8']);
    expect(await x.status(id)).toEqual(job);
    expect(r.sim.instance.stats().bulk.bytesKept).toBe(0);
    since(30 * DAY + SECOND);
    expect(codeOf(await x.call('GET', `export/${id}/status.json`))).toBe('1003');
  });

  it('a caller without the permission is a 603', async () => {
    const clients = [{ clientId: 'a', clientSecret: 's', permissions: ['Read-Only Activity'] }];
    const r = await rig({ clients });
    const client = { id: 'a', secret: 's' };
    expect(codeOf(await new Exports(r, 'leads', client).call('GET', 'export.json'))).toBe('603');
    expect((await new Exports(r, 'activities', client).call('GET', 'export.json')).success).toBe(true);
  });

  it('the code for an unknown job is a switch', async () => {
    const r = await rig({ switches: { unknownJobCode: '1013' } });
    expect(codeOf(await new Exports(r).enqueue('00000000-0000-0000-0000-000000000000'))).toBe('1013');
  });
});
