import { describe, expect, it } from 'vitest';
import { type Rig, rig, SECOND, START } from './harness.ts';

const json = async (r: Rig, method: string, path: string, body?: unknown) =>
  JSON.parse((await r.control(method, path, body)).text) as never;

describe('control API', () => {
  it('creates, changes, deletes and merges people', async () => {
    const r = await rig();
    const { id } = (await json(r, 'POST', '/people', { email: 'c@x.example' })) as { id: number };
    expect(await json(r, 'PATCH', `/people/${id}`, { title: 'T', email: 'c@x.example' })).toEqual({
      id,
      changed: ['title'],
    });
    const [winner = 0, loser = 0] = r.ids(2);
    expect((await r.control('POST', '/merge', { winner, losers: [loser], kind: 31, loserDeleted: true })).status).toBe(
      200,
    );
    expect((await r.control('DELETE', `/people/${id}`)).status).toBe(200);
    expect(await json(r, 'GET', '/truth/gone')).toEqual([
      { id: loser, winner },
      { id, winner: null },
    ]);
  });

  it('a silent change leaves no record', async () => {
    const r = await rig();
    const token = await r.since();
    const [id = 0] = r.ids(1);
    r.advance(SECOND);
    await r.control('PATCH', `/people/${id}`, { silent: true, title: 'whispered' });
    expect((await r.drain('/leadchanges', token, { fields: 'title' })).rows).toEqual([]);
    expect(r.sim.instance.state.book.read(id, ['title'])).toEqual({ title: 'whispered' });
  });

  it('truth is NDJSON of living people by id, narrowed by owned and fields', async () => {
    const r = await rig();
    const lines = async (query: string) =>
      (await r.control('GET', `/truth${query}`)).text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const all = await lines('');
    expect(all).toEqual([...r.sim.instance.truth()]);
    const owned = await lines('?owned=1&fields=email');
    expect(owned.length).toBe(all.filter(({ ownerId }) => String(ownerId).startsWith('005')).length);
    expect(new Set(owned.flatMap(Object.keys))).toEqual(new Set(['id', 'ownerId', 'email']));
  });

  it('random does a mix of changes and says which', async () => {
    const r = await rig();
    const done = (await json(r, 'POST', '/random', { count: 300, seed: 4 })) as { kind: string; id: number }[];
    expect(done).toHaveLength(300);
    expect(new Set(done.map(({ kind }) => kind))).toEqual(
      new Set(['edit', 'ownerChanged', 'ownerRemoved', 'queued', 'create', 'delete', 'merge', 'sfdcDelete']),
    );
  });

  it('made-up activities are read as any others, and bad ones refused', async () => {
    const r = await rig();
    const at = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
    const made = [{ leadId: 1, type: 10, at, primary: 'Autumn.Hello', attributes: [['Is Bot Activity', true]] }];
    expect(await json(r, 'POST', '/activities', made)).toMatchObject({ ids: [expect.any(Number)] });
    expect((await r.control('POST', '/activities', [{ leadId: 1, type: 10, at: at + 1 }])).status).toBe(400);
    expect((await r.control('POST', '/activities', { leadId: 1 })).status).toBe(400);
  });

  it('is neither counted nor limited, and reports what was', async () => {
    const r = await rig();
    r.sim.instance.setLimits({ window: 1 });
    await r.get('leads/describe.json');
    await r.get('leads/describe.json');
    for (let i = 0; i < 5; i++) await r.control('GET', '/health');
    expect(await json(r, 'GET', '/stats')).toEqual({
      calls: 3,
      endpoints: { '/identity/oauth/token': 1, 'GET /rest/v1/leads/describe.json': 2 },
      codes: { 606: 1 },
      peakIn20s: 2,
      peakAtOnce: 1,
      openNow: 0,
      callsToday: 2,
      rejected: 1,
      bulk: {
        created: 0,
        enqueued: 0,
        completed: 0,
        failed: 0,
        cancelled: 0,
        processing: 0,
        queued: 0,
        peakProcessing: 0,
        peakQueued: 0,
        bytesToday: 0,
        bytesKept: 0,
      },
      faults: {},
    });
    await r.control('POST', '/stats/reset');
    expect(await json(r, 'GET', '/stats')).toMatchObject({ calls: 0, codes: {}, rejected: 0 });
  });

  it('moves the clock, expires tokens, sets limits, faults and switches', async () => {
    const r = await rig();
    expect(await json(r, 'PUT', '/clock', { offsetMs: 5000 })).toEqual({ now: START + 5000 });
    const before = await r.token();
    await r.control('POST', '/tokens/expire');
    expect(await r.token()).not.toBe(before);
    expect(await json(r, 'PUT', '/limits', { off: true, dailyQuota: 5 })).toEqual({
      on: false,
      dailyQuota: 5,
      window: 100,
      atOnce: 10,
      bulkBytes: 500_000_000,
      bulkProcessing: 2,
      bulkQueue: 10,
    });
    const rules = [{ match: { class: 'usage' }, do: { code: '713' } }];
    expect(await json(r, 'PUT', '/faults', rules)).toEqual(rules);
    expect(await json(r, 'GET', '/faults')).toEqual(rules);
    expect(await json(r, 'PUT', '/switches', { pageOrder: 'date' })).toMatchObject({
      pageOrder: 'date',
      bigBatch: 'clamp',
    });
    expect(await json(r, 'PUT', '/switches', { bigBatch: 'refuse' })).toMatchObject({
      pageOrder: 'date',
      bigBatch: 'refuse',
    });
    expect(await json(r, 'GET', '/health')).toMatchObject({ ok: true, people: 500, now: START + 5000 });
  });

  it('fills the bulk queue and the day’s bytes for others, lists jobs, and gives lists names', async () => {
    const r = await rig();
    expect(await json(r, 'POST', '/bulk/foreign', { count: 3, ms: 60_000, bytes: 700 })).toEqual({ queued: 3 });
    expect(await json(r, 'POST', '/bulk/foreign', { count: 9, ms: 60_000 })).toEqual({ queued: 7 });
    r.advance(30 * SECOND);
    const jobs = (await json(r, 'GET', '/bulk')) as Record<string, unknown>[];
    expect(jobs.map(({ state }) => state)).toEqual(['Processing', 'Processing', ...Array(8).fill('Queued')]);
    expect(jobs[0]).toMatchObject({ kind: 'foreign', bytes: 700, finishedAt: null, fileKept: false });
    expect(jobs[0]?.endsAt).toBe(new Date(Date.parse(String(jobs[0]?.startedAt)) + 60_000).toISOString());
    const wanted = { bulkBytes: 900, bulkProcessing: 3, bulkQueue: 4 };
    expect(await json(r, 'PUT', '/limits', { ...wanted, bulkUsedBytes: 55 })).toMatchObject(wanted);
    expect(await json(r, 'GET', '/stats')).toMatchObject({ bulk: { processing: 3, queued: 10, bytesToday: 55 } });
    await r.control('PUT', '/lists/4', { ids: [1], name: 'Named' });
    await r.control('PUT', '/smart-lists/5', { name: 'All of them', members: 'everybody' });
    expect(r.sim.instance.state.listNames.get(4)).toBe('Named');
    expect(r.sim.instance.state.smartLists.get(5)).toEqual({ name: 'All of them', members: 'everybody' });
  });

  it('takes permissions from a client and gives them back, between two calls', async () => {
    const r = await rig();
    const path = `/clients/${r.sim.clientId}/permissions`;
    const may = async () => (await r.get('activities/external/types.json')).errors?.[0]?.code ?? 'yes';
    expect(await may()).toBe('yes');
    await r.control('PUT', path, ['Read-Only Lead']);
    expect(await may()).toBe('603');
    await r.control('PUT', path, ['Read-Only Activity Metadata']);
    expect(await may()).toBe('yes');
    await r.control('PUT', path, []);
    expect(await may()).toBe('603');
    expect((await r.control('PUT', path, null)).status).toBe(200);
    expect(await may()).toBe('yes');
  });

  it.each([
    ['GET', '/nowhere', undefined, 404],
    ['PUT', '/clients/nobody/permissions', [], 409],
    ['PUT', '/clients/simulated-client/permissions', ['x', 1], 400],
    ['DELETE', '/random', undefined, 405],
    ['POST', '/random', { count: 'many' }, 400],
    ['PUT', '/switches', { noSuchSwitch: 1 }, 400],
    ['PUT', '/limits', { bulkQueue: 0 }, 400],
    ['POST', '/bulk/foreign', { count: 1 }, 400],
    ['PUT', '/smart-lists/5', { name: 'x', members: 'nobody' }, 400],
    ['PUT', '/faults', [{ do: { code: 1 } }], 400],
    ['PATCH', '/people/1', { title: 'x' }, 409],
    ['POST', '/people', { tea: 'x' }, 409],
    ['POST', '/merge', { winner: 1, losers: [2] }, 409],
  ])('%s %s with %j is refused with what is wrong and what to do', async (method, path, body, status) => {
    const reply = await (await rig()).control(method, path, body);
    expect(reply.status).toBe(status);
    const { error, fix } = JSON.parse(reply.text) as { error: string; fix: string };
    expect(error.length).toBeGreaterThan(5);
    expect(fix.length).toBeGreaterThan(5);
  });
});
