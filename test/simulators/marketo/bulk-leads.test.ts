import { describe, expect, it } from 'vitest';
import { cells, Exports, iso, MINUTE, window } from './bulk-harness.ts';
import { DAY, type Rig, rig, SECOND, START } from './harness.ts';

const idsOf = (rows: Record<string, string | null>[]) => rows.map(({ id }) => Number(id));
const ids = async (r: Rig, filter: object) => idsOf(await new Exports(r).rows({ fields: ['id'], filter }));
const FULL = { updatedAtFilter: true, smartListFilter: true } as const;

describe('who is in a lead export', () => {
  it('a createdAt window holds exactly those created in it, both ends included', async () => {
    const r = await rig({ people: 3000 });
    const truth = [...r.sim.instance.truth({ fields: ['createdAt'] })].map(({ id, createdAt }) => ({
      id,
      at: Date.parse(String(createdAt)),
    }));
    const within = (from: number, to: number) => truth.filter(({ at }) => at >= from && at <= to).map(({ id }) => id);
    const at = (i: number) => truth[i]?.at ?? 0;
    for (const [from, to] of [
      [at(2900), at(2950)],
      [at(2900) + SECOND, at(2950) - SECOND],
      [at(1000), at(1000)],
      [START - 31 * DAY, START],
    ] as const) {
      const found = await ids(r, { createdAt: window(from, to) });
      expect(found).toEqual(within(from, to));
    }
    expect(await ids(r, { createdAt: window(START + DAY, START + 2 * DAY) })).toEqual([]);
  });

  it('windows one after the other hold everybody, those made later and none that is gone', async () => {
    const r = await rig({ people: 800, limits: 'off' });
    const created = r.sim.instance.create({ email: 'new@x.example' });
    const [deleted = 0, winner = 0, loser = 0] = r.ids(3, 700);
    r.sim.instance.delete(deleted);
    r.sim.instance.merge({ winner, losers: [loser] });
    r.sim.instance.delete(r.sim.instance.create({ email: 'gone@x.example' }));
    const x = new Exports(r);
    const seen: number[] = [];
    const windowMs = 31 * DAY - SECOND;
    for (let from = START - 3 * 365 * DAY - DAY; from <= START; from += windowMs + SECOND)
      seen.push(...idsOf(await x.rows({ fields: ['id'], filter: { createdAt: window(from, from + windowMs) } })));
    expect(seen).toEqual([...r.sim.instance.truth({ fields: [] })].map(({ id }) => id));
    expect(seen).toContain(created);
  });

  it('M79 the updatedAt filter goes by the last change of any field, silent ones too, not by the visible column', async () => {
    const r = await rig({ switches: FULL });
    const { instance } = r.sim;
    const [silent = 0, custom = 0, twice = 0] = r.ids(3);
    r.advance(10 * SECOND);
    const from = r.now;
    instance.update(silent, { title: 'whispered' }, { silent: true });
    instance.update(custom, { customerTier: 'platinum' });
    instance.update(twice, { title: 'first' });
    const created = instance.create({ email: 'n@x.example' });
    const to = r.now;
    r.advance(MINUTE);
    expect(await ids(r, { updatedAt: window(from, to) })).toEqual([silent, custom, twice, created]);
    for (const id of [silent, custom])
      expect(Date.parse(String(instance.state.book.read(id)?.updatedAt))).toBeLessThan(from);
    // Changed again later, a person falls out of the old window.
    instance.update(twice, { title: 'second' }, { silent: true });
    expect(await ids(r, { updatedAt: window(from, to) })).toEqual([silent, custom, created]);
    expect(await ids(r, { updatedAt: window(to + SECOND, r.now) })).toEqual([twice]);
  });

  it('who was never changed is found by the visible updatedAt', async () => {
    const r = await rig({ switches: FULL });
    const window30 = window(START - 30 * DAY, START);
    const expected = [...r.sim.instance.truth({ fields: ['updatedAt'] })]
      .filter(({ updatedAt }) => String(updatedAt) >= window30.startAt && String(updatedAt) <= window30.endAt)
      .map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(10);
    expect(await ids(r, { updatedAt: window30 })).toEqual(expected);
  });

  it('lists have the members of the moment the job starts, by id or name', async () => {
    const r = await rig({ switches: FULL });
    const { instance } = r.sim;
    const [a = 0, b = 0, c = 0] = r.ids(3);
    instance.setList(7, [a], 'Gold');
    expect((await r.control('PUT', '/smart-lists/8', { name: 'Silver', members: [b, 999_999_999] })).status).toBe(200);
    const x = new Exports(r);
    const jobs = [];
    for (const filter of [
      { staticListId: 7 },
      { staticListName: 'Gold' },
      { smartListId: 8 },
      { smartListName: 'Silver' },
    ])
      jobs.push(await x.made({ fields: ['id'], filter }));
    instance.setList(7, [c, a]);
    instance.setSmartList(8, 'Silver', [c]);
    const found = [];
    for (const id of jobs) {
      await x.enqueue(id);
      await x.over(id);
      found.push(
        cells(await (await x.file(id)).text())
          .slice(1)
          .map(([cell]) => Number(cell)),
      );
    }
    expect(found).toEqual([[a, c], [a, c], [c], [c]]);
  });

  it('the smart list All People is everybody', async () => {
    const r = await rig({ switches: FULL });
    r.sim.instance.random(200, 3);
    const everybody = [...r.sim.instance.truth({ fields: [] })].map(({ id }) => id);
    expect(await ids(r, { smartListName: 'All People' })).toEqual(everybody);
    expect(await ids(r, { smartListId: 1 })).toEqual(everybody);
  });

  it('rows are as of the moment the job starts: changed after enqueue and before it, they are new, afterwards old', async () => {
    const r = await rig();
    const { instance } = r.sim;
    const id = instance.create({ title: 'at enqueue' });
    const x = new Exports(r);
    const job = await x.queued({ fields: ['title'], filter: { createdAt: window(START, START) } });
    r.advance(SECOND);
    instance.update(id, { title: 'while queued' });
    r.advance(30 * SECOND);
    // Nobody has looked at the job since: it started some seconds ago all the same.
    instance.update(id, { title: 'while processing' });
    instance.delete(id);
    await x.over(job);
    expect(await (await x.file(job)).text()).toBe('title\nwhile queued\n');
  });
});

describe('a large export', () => {
  it('is Processing until its file is written, also when its time is over, and ends then', async () => {
    const r = await rig({ people: 20_000, switches: FULL, limits: 'off' });
    const x = new Exports(r);
    const id = await x.queued({ fields: ['id', 'email', 'title'], filter: { smartListId: 1 } });
    r.advance(60 * MINUTE);
    expect((await x.status(id)).status).toBe('Processing');
    await r.sim.instance.filesWritten();
    r.advance(MINUTE);
    const finishedAt = iso(START + 60 * MINUTE);
    expect(await x.status(id)).toMatchObject({ status: 'Completed', numberOfRecords: 20_000, finishedAt });
  });

  it('lets other calls through while it is written', async () => {
    const r = await rig({ people: 60_000, switches: FULL, limits: 'off' });
    const x = new Exports(r);
    const fields = ['id', 'email', 'title', 'company', 'phone', 'createdAt', 'updatedAt'];
    await x.queued({ fields, filter: { smartListId: 1 } });
    r.advance(30 * SECOND);
    let written = false;
    // The first look starts the job.
    const ended = r.sim.instance.filesWritten().then(() => {
      written = true;
    });
    let calls = 0;
    while (!written) {
      await r.get('leads.json', { filterType: 'id', filterValues: r.ids(1) });
      calls++;
    }
    await ended;
    expect(calls).toBeGreaterThan(3);
  });

  it('can be cancelled in mid-writing, and the simulator closed', async () => {
    const r = await rig({ people: 50_000, switches: FULL });
    const x = new Exports(r);
    const first = await x.queued({ fields: ['id', 'email'], filter: { smartListId: 1 } });
    await x.queued({ fields: ['id', 'email'], filter: { smartListId: 1 } });
    r.advance(30 * SECOND);
    await x.cancel(first);
    expect(r.sim.instance.bulkJobs().map(({ state, fileKept }) => [state, fileKept])).toEqual([
      ['Cancelled', false],
      ['Processing', true],
    ]);
    await r.sim.close();
    expect(r.sim.instance.bulkJobs()).toEqual([]);
  });
});
