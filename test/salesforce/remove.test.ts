import { describe, expect, it } from 'vitest';
import { connect, failureOf, KEY_FIELD, scripted, tokenReply } from './rig.ts';

const ID = '00T000000000001AAA';
/** One that Salesforce can read. */
const NEVER = '00T000000000001EAA';
const OTHER = '00T000000000002AAA';
const GONE = { statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };

async function withTasks(count: number) {
  const connected = await connect({ timeouts: { remove: 300 } });
  const records = Array.from({ length: count }, (_, i) => ({ [KEY_FIELD]: `k${i}`, Subject: 'x' }));
  const saved = await connected.client.upsert('Task', KEY_FIELD, records, {});
  return { ...connected, ids: saved.map((one) => (one.kind === 'saved' ? one.id : '')) };
}

describe('remove', () => {
  it('deletes 200 records in one call', async () => {
    const { client, tasks, r, ids } = await withTasks(200);
    const outcomes = await client.remove(ids, {});
    expect(outcomes).toEqual(ids.map(() => ({ kind: 'removed', wasGone: false })));
    expect((await tasks()).size).toBe(0);
    expect(r.sim.world.journal.since(0).filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('what was deleted before is as it should be; what never was is refused by itself', async () => {
    const { client, tasks, ids } = await withTasks(2);
    await client.remove(ids.slice(0, 1), {});
    const outcomes = await client.remove([...ids, NEVER], {});
    expect(outcomes).toMatchObject([
      { kind: 'removed', wasGone: true },
      { kind: 'removed', wasGone: false },
      { kind: 'refused', error: { key: 'salesforce.INVALID_CROSS_REFERENCE_KEY' } },
    ]);
    expect((await tasks()).size).toBe(0);
  });

  it('a record that is locked stays, and its neighbour goes', async () => {
    const { client, r, tasks, ids } = await withTasks(2);
    await r.faults({ match: { class: 'collections', times: 1 }, do: { itemError: 'UNABLE_TO_LOCK_ROW', items: [0] } });
    expect(await client.remove(ids, {})).toMatchObject([
      { kind: 'refused', error: { key: 'salesforce.UNABLE_TO_LOCK_ROW' } },
      { kind: 'removed' },
    ]);
    expect((await tasks()).size).toBe(1);
  });

  it.each([
    ['the connection is cut after the work', { resetAfter: true as const }, 'salesforce.reset', 0],
    ['a gateway’s page', { http: 502, html: true }, 'salesforce.http5xx', 1],
    ['a 500 after the work', { http: 500, committed: true }, 'salesforce.UNKNOWN_EXCEPTION', 0],
    ['the answer takes too long', { delayAfterMs: 1_000 }, 'salesforce.timeout', 0],
  ])('%s: its outcome is unknown, and it is not repeated', async (_, action, reason, left) => {
    const { client, r, tasks, ids } = await withTasks(1);
    await r.faults({ match: { class: 'collections' }, do: action });
    expect(await client.remove(ids, {})).toMatchObject([
      { kind: 'unknown', error: { key: 'salesforce.outcomeUnknown', details: { reason } } },
    ]);
    expect((await tasks()).size).toBe(left);
    expect(r.sim.world.journal.since(0).filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it.each([
    ['another number of entries', [{ success: true, id: ID, errors: [] }]],
    ['no list', { success: true }],
    ['half of the JSON', '[{"success":true,'],
  ])('%s leaves every outcome unknown', async (_, body) => {
    const { client } = await scripted(tokenReply, { body });
    expect(await client.remove([ID, OTHER], {})).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }]);
  });

  it('an entry of an unknown shape leaves its own alone', async () => {
    const body = [{ success: false, errors: [GONE] }, { success: 'yes' }];
    const { client } = await scripted(tokenReply, { body });
    expect(await client.remove([ID, OTHER], {})).toMatchObject([
      { kind: 'removed', wasGone: true },
      { kind: 'unknown', error: { details: { reason: 'salesforce.badAnswer' } } },
    ]);
  });

  it('what onSend throws stops it, and nothing is deleted', async () => {
    const { client, tasks, ids } = await withTasks(1);
    await expect(client.remove(ids, {}, { onSend: () => Promise.reject(new Error('no')) })).rejects.toThrow('no');
    expect((await tasks()).size).toBe(1);
  });

  it.each([
    ['more than 200', Array.from({ length: 201 }, (_, i) => `00T${String(i).padStart(12, '0')}AAA`)],
    ['an id twice', [ID, ID]],
    ['an id that is none', ['00T,00T000000000001']],
  ])('%s is not sent', async (_, ids) => {
    const { client, calls } = await scripted(tokenReply);
    expect((await failureOf(client.remove(ids, {}))).key).toBe('salesforce.badCall');
    expect(calls).toEqual([]);
  });

  it('nothing to delete asks nothing', async () => {
    const { client, signIns } = await connect();
    expect(await client.remove([], {})).toEqual([]);
    expect(await signIns()).toBe(0);
  });
});
