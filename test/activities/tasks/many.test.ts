import { describe, expect, it } from 'vitest';
import { createTurnMemory, turn } from '../../../activities/tasks/turn.ts';
import { MINUTE } from '../clock.ts';
import { openTasks, type TaskRig } from './rig.ts';

const WRITES = ['PATCH /composite/sobjects/{id}/{id}', 'PATCH /composite/sobjects', 'DELETE /composite/sobjects'];
const writesOf = async (rig: TaskRig) => {
  const { endpoints } = await rig.stats();
  return WRITES.map((endpoint) => endpoints[endpoint] ?? 0);
};

it('450 new tasks are three calls, so are their changes and their deletions', async () => {
  const rig = await openTasks();
  const ids = [];
  for (let n = 0; n < 450; n++) ids.push(await rig.create({ name: `task ${n}` }));
  expect(await rig.turn()).toMatchObject({ pushed: { sent: 450, calls: 3 } });
  expect(await writesOf(rig)).toEqual([3, 0, 0]);
  for (const id of ids) await rig.edit(id, { status: 'complete' });
  await rig.turn();
  expect(await writesOf(rig)).toEqual([3, 3, 0]);
  for (const id of ids) await rig.remove(id);
  await rig.turn();
  expect(await writesOf(rig)).toEqual([3, 3, 3]);
  expect((await rig.rows()).every(({ IsClosed, IsDeleted }) => IsClosed === true && IsDeleted === true)).toBe(true);
  expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
}, 120_000);

describe('two workers at once', () => {
  it('make nothing twice, and take nothing twice', async () => {
    const rig = await openTasks();
    const ids = [];
    for (let n = 0; n < 30; n++) ids.push(await rig.create({ name: `mine ${n}` }));
    for (let n = 0; n < 30; n++) await rig.createThere({ Subject: `theirs ${n}` });
    const another = { ...rig.deps, salesforce: rig.connect() };
    const both = [rig.deps, another].map((deps) =>
      turn(deps, createTurnMemory(deps), { signal: new AbortController().signal, remembered: 0, onSequence: () => {} }),
    );
    const results = await Promise.allSettled(both);
    // Whichever moves a position second tries again, as every activity does.
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ key: 'store.conflict' });
    rig.clock.advance(3 * MINUTE);
    await rig.turn();
    expect(await rig.rows()).toHaveLength(60);
    expect(await rig.tasks()).toHaveLength(60);
    for (const id of ids) expect((await rig.task(id)).salesforce).toMatchObject({ state: 'linked', sending: null });
    expect((await rig.stats()).writes.Task).toMatchObject({ created: 30 });
  });
});

describe('a restored database', () => {
  it('is noticed, and nothing goes out; repaired, what was made since the backup is there once', async () => {
    const rig = await openTasks();
    const known = await rig.create({ name: 'before the backup' });
    await rig.turn();
    const waiting = await rig.create({ name: 'made just before the backup' });
    const backup = new Map<string, Record<string, unknown>[]>();
    for (const name of ['tasks', 'outbox', 'cursors'])
      backup.set(name, await rig.db.collection(name).find({}).toArray());
    await rig.turn();
    const lost = await rig.create({ name: 'made after the backup' });
    await rig.edit(known, { details: 'changed after the backup' });
    await rig.turn();
    for (const [name, documents] of backup) {
      await rig.db.collection(name).deleteMany({});
      await rig.db.collection(name).insertMany(documents);
    }
    await expect(rig.turn()).rejects.toMatchObject({ key: 'store.restored' });
    expect(await rig.store.tasks.get(lost)).toBeNull();
    // As `repair restore` does it.
    await rig.store.tickets.raise(1_000_000_000);
    await rig.store.tasks.doubtAll(rig.clock.now());
    rig.sequence = 0;
    await rig.look();
    rig.clock.advance(3 * MINUTE);
    await rig.turn();
    await rig.turn();
    expect((await rig.rows()).map(({ Subject }) => Subject)).toEqual([
      'Custom: before the backup',
      'Custom: made just before the backup',
      'Custom: made after the backup',
    ]);
    expect((await rig.task(waiting)).salesforce).toMatchObject({ state: 'linked', sending: null });
    expect((await rig.task(known)).details).toBe('changed after the backup');
    expect((await rig.tasks()).map(({ name }) => name).toSorted()).toEqual([
      'Custom: made after the backup',
      'before the backup',
      'made just before the backup',
    ]);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });

  it('is noticed at the end of a turn, too, that began before it', async () => {
    const rig = await openTasks();
    for (let n = 0; n < 5; n++) {
      await rig.create({ name: `task ${n}` });
      await rig.turn();
    }
    const salesforce = rig.connect();
    const deleted: typeof salesforce.deleted = async (...asked) => {
      const sent = await rig.db
        .collection<{ _id: string }>('cursors')
        .updateOne({ _id: 'tasks/sent' }, { $set: { seq: 0 } });
      expect(sent.modifiedCount).toBe(1);
      return salesforce.deleted(...asked);
    };
    rig.deps = { ...rig.deps, salesforce: { ...salesforce, deleted } };
    const before = rig.sequence;
    await expect(rig.look()).rejects.toMatchObject({ key: 'store.restored' });
    expect(rig.sequence).toBe(before);
    expect(await rig.store.failures.list(10)).toMatchObject([{ flow: 'tasks', key: 'store.restored' }]);
  });
});
