import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND, START } from '../simulators/salesforce/harness.ts';
import { all, connect, failureOf, scripted, tokenReply } from './rig.ts';

const at = (ms: number) => new Date(ms);
const ID = '00T000000000001AAA';
const answer = (more: object = {}) => ({
  body: {
    deletedRecords: [{ id: ID, deletedDate: '2026-06-15T12:00:05.000+0000' }],
    earliestDateAvailable: '2026-06-01T00:00:00.000+0000',
    latestDateCovered: '2026-06-15T12:01:00.000+0000',
    ...more,
  },
});
const HOUR_BEFORE = { from: at(START - HOUR), to: at(START) };

describe('the feed of deletions', () => {
  it('tells ids and moments, purged records too, and how far it reaches', async () => {
    const { client, r } = await connect();
    const [kept, gone] = [await r.create('Task', {}), await r.create('Task', {})];
    r.advance(10 * MINUTE);
    const deletedAt = at(r.now);
    await client.remove([gone], {});
    await r.control('POST', `/records/${gone}/purge`);
    r.advance(2 * MINUTE);
    const { deleted, coveredTo, earliestAvailable } = await client.deleted(
      'Task',
      { from: at(START), to: at(r.now) },
      {},
    );
    expect(deleted).toEqual([{ id: gone, at: deletedAt }]);
    expect(deleted.map(({ id }) => id)).not.toContain(kept);
    expect([coveredTo, earliestAvailable < at(START)]).toEqual([at(r.now), true]);
  });

  it('a log that was cut says where it begins now', async () => {
    const { client, r } = await connect();
    r.advance(HOUR);
    await r.control('POST', '/deletions/purge', { olderThanMs: 30 * MINUTE });
    const { earliestAvailable } = await client.deleted('Task', { from: at(START), to: at(r.now) }, {});
    expect(earliestAvailable).toEqual(at(START + 30 * MINUTE));
  });

  it.each([
    ['seconds are cut off', { from: at(START + 59 * SECOND), to: at(START + 5 * MINUTE + 59 * SECOND) }, [0, 5]],
    ['one that is too short begins earlier', { from: at(START), to: at(START + 70 * SECOND) }, [-1, 1]],
    ['an empty one too', { from: at(START), to: at(START) }, [-2, 0]],
  ])('the window: %s', async (_, window, minutes) => {
    const { client, calls } = await scripted(tokenReply, answer());
    await client.deleted('Task', window, {});
    const { searchParams } = new URL(`http://x${calls.at(-1)?.url}`);
    const asked = ['start', 'end'].map((name) => (Date.parse(searchParams.get(name) ?? '') - START) / MINUTE);
    expect(asked).toEqual(minutes);
  });

  it('moments with an offset are the same moments', async () => {
    const { client } = await scripted(tokenReply, answer({ latestDateCovered: '2026-06-15T05:01:00.000-0700' }));
    expect((await client.deleted('Task', HOUR_BEFORE, {})).coveredTo).toEqual(at(START + MINUTE));
  });

  it.each([
    ['no list', { deletedRecords: null }],
    ['a moment that is none', { latestDateCovered: 'soon' }],
    ['no beginning', { earliestDateAvailable: undefined }],
    ['an id that is none', { deletedRecords: [{ id: 'x', deletedDate: '2026-06-15T12:00:05.000+0000' }] }],
  ])('%s is no answer', async (_, more) => {
    const { client } = await scripted(tokenReply, answer(more));
    expect((await failureOf(client.deleted('Task', HOUR_BEFORE, {}))).key).toBe('salesforce.badAnswer');
  });

  it('Salesforce says so where the window is too old', async () => {
    const { client } = await connect();
    const window = { from: at(START - 16 * 24 * HOUR), to: at(START) };
    expect((await failureOf(client.deleted('Task', window, {}))).key).toBe('salesforce.INVALID_REPLICATION_DATE');
  });

  it.each([
    ['an object’s name that is none', 'Ta/sk', HOUR_BEFORE],
    ['a window that ends before it begins', 'Task', { from: at(START + 1), to: at(START) }],
    ['a moment that is none', 'Task', { from: at(Number.NaN), to: at(START) }],
  ])('%s is not sent', async (_, object, window) => {
    const { client, calls } = await scripted(tokenReply);
    expect((await failureOf(client.deleted(object, window, {}))).key).toBe('salesforce.badCall');
    expect(calls).toEqual([]);
  });
});

describe('a query that includes deleted records', () => {
  it('finds them over all its pages, wherever Salesforce says the next one is', async () => {
    const { client, r } = await connect({}, { switches: { pageSize: 2 }, taskShare: 0 });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await r.create('Task', { Subject: `t${i}` }));
    await client.remove(ids.slice(0, 2), {});
    const soql = 'SELECT Id, IsDeleted FROM Task ORDER BY Id';
    expect((await all(client.query(soql, {}))).map(({ Id }) => Id)).toEqual(ids.slice(2));
    const rows = await all(client.query(soql, {}, { includeDeleted: true }));
    expect(rows).toEqual(ids.map((Id, i) => ({ Id, IsDeleted: i < 2 })));
  });

  it('follows a locator on either path', async () => {
    const next = '/services/data/v66.0/queryAll/01g0-2';
    const { client, calls } = await scripted(
      tokenReply,
      { body: { done: false, records: [{ Id: '1' }], nextRecordsUrl: next } },
      { body: { done: true, records: [{ Id: '2' }] } },
    );
    const rows = await all(client.query('SELECT Id FROM Task', {}, { includeDeleted: true }));
    expect(rows).toEqual([{ Id: '1' }, { Id: '2' }]);
    expect(calls.slice(1).map(({ url }) => url.replace(/\?.*/, ''))).toEqual(['/services/data/v66.0/queryAll', next]);
  });
});
