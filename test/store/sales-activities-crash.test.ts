import { type Collection, type Document, type MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { openTestStore } from './open.ts';
import { activityId, atSecond, DONE, event, sent, stateOf } from './sales-activities.ts';

/** A store that dies at a command of a collection, until it is told to live on. */
async function openMortal(
  collectionName: string,
  command: string,
  error: MongoError = new MongoNetworkError('died here'),
) {
  const death = { isDue: false };
  const opened = await openTestStore(<T extends Document>(collection: Collection<T>) => {
    if (collection.collectionName !== collectionName) return collection;
    return new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === command && death.isDue) return () => Promise.reject(error);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  });
  return { ...opened, death };
}
const soon = () => new Date(Date.now() + 60_000);

describe('a crash at intake', () => {
  it.each([
    ['before the records', 'salesActivities', 'bulkWrite', 0],
    ['between records and rows', 'outbox', 'bulkWrite', 2],
    ['before its mark goes', 'outbox', 'deleteMany', 2],
  ])('%s is mended by the sweep: whole records go out, others were never taken', async (_, name, command, rows) => {
    const { store, db, death } = await openMortal(name, command);
    const { salesActivities } = store;
    death.isDue = true;
    await expect(salesActivities.intake([sent('a'), sent('b')])).rejects.toMatchObject({ key: 'store.unreachable' });
    death.isDue = false;
    expect(await salesActivities.sweep(atSecond(0))).toEqual({ intakes: 0, finished: 0 });
    expect(await salesActivities.sweep(soon())).toEqual({ intakes: 1, finished: 0 });
    expect(await db.collection('outbox').countDocuments()).toBe(rows);
    expect(await salesActivities.claim({ vendor: 'marketo', batch: 'x', limit: 9, now: atSecond(0) })).toHaveLength(
      rows,
    );
    expect(await salesActivities.sweep(soon())).toEqual({ intakes: 0, finished: 0 });
  });

  it.each([
    ['before the panels', 'panels'],
    ['after them', 'outbox'],
  ])('%s is mended by the sweep there, too', async (_, name) => {
    const { store, death } = await openMortal(name, 'bulkWrite');
    const { salesActivities, panels } = store;
    const taken = { ...sent('a'), occurredAt: new Date() };
    death.isDue = true;
    await expect(salesActivities.intake([taken])).rejects.toMatchObject({ key: 'store.unreachable' });
    death.isDue = false;
    await salesActivities.sweep(soon());
    const row = (await panels.read([taken.personId])).get(taken.personId);
    expect(row?.own.map(({ id }) => id)).toEqual(['a']);
  });

  it('never comes from a panel that is full', async () => {
    const tooLarge = new MongoServerError({ message: 'Resulting document after update is larger', code: 17_419 });
    const { store, death } = await openMortal('panels', 'bulkWrite', tooLarge);
    death.isDue = true;
    expect(await store.salesActivities.intake([{ ...sent('a'), occurredAt: new Date() }])).toEqual(['accepted']);
    expect(await stateOf(store, 'a', 'marketo')).toBe('pending');
  });

  it('is mended by the caller who asks again', async () => {
    const { store, death } = await openMortal('outbox', 'bulkWrite');
    const { salesActivities } = store;
    death.isDue = true;
    await expect(salesActivities.intake([sent('a')])).rejects.toMatchObject({ key: 'store.unreachable' });
    death.isDue = false;
    expect(await salesActivities.intake([sent('a')])).toEqual(['known']);
    expect(await salesActivities.claim({ vendor: 'marketo', batch: 'x', limit: 9, now: atSecond(0) })).toHaveLength(1);
  });
});

describe('a crash at the end of a branch', () => {
  it.each([
    ['before its record says so', 'salesActivities', 'bulkWrite'],
    ['before its row goes', 'outbox', 'deleteMany'],
  ])('%s is mended by the sweep, and nothing is sent again', async (_, name, command) => {
    const { store, db, death } = await openMortal(name, command);
    const { salesActivities } = store;
    await salesActivities.intake([sent('a')]);
    await salesActivities.markStarted([activityId('a')], atSecond(0));
    const request = { vendor: 'marketo', limit: 9, now: atSecond(0) } as const;
    await salesActivities.claim({ ...request, batch: 'x' });
    death.isDue = true;
    const answer = event('a', 'marketo', { kind: 'answer', batch: 'x', answer: DONE });
    await expect(salesActivities.apply([answer])).rejects.toMatchObject({ key: 'store.unreachable' });
    death.isDue = false;
    expect(await stateOf(store, 'a', 'marketo')).toBe('done');
    expect(await salesActivities.intake([sent('a')])).toEqual(['known']);
    expect(await salesActivities.claim({ ...request, batch: 'y' })).toEqual([]);
    await salesActivities.sweep(soon());
    expect(await db.collection('outbox').countDocuments()).toBe(0);
    expect((await salesActivities.get(activityId('a')))?.branches.marketo?.status).toEqual(DONE);
  });

  it('a row that an intake made again is not sent, and does not change how it ended', async () => {
    const { store, db } = await openTestStore();
    const { salesActivities } = store;
    await salesActivities.intake([sent('a')]);
    const row = await db.collection('outbox').findOne({ id: 'a' });
    if (row === null) throw new Error('no row');
    await salesActivities.markStarted([activityId('a')], atSecond(0));
    const request = { vendor: 'marketo', limit: 9, now: atSecond(0) } as const;
    await salesActivities.claim({ ...request, batch: 'x' });
    await salesActivities.apply([event('a', 'marketo', { kind: 'answer', batch: 'x', answer: DONE })]);
    const again = () => db.collection('outbox').replaceOne({ _id: row._id }, row, { upsert: true });

    await again();
    expect(await salesActivities.claim({ ...request, batch: 'y' })).toEqual([]);
    expect(await db.collection('outbox').countDocuments()).toBe(0);
    await again();
    await salesActivities.apply([event('a', 'marketo', { kind: 'skip', reason: 'noSend' })]);
    await again();
    expect(await salesActivities.intake([sent('a')])).toEqual(['known']);
    expect((await salesActivities.get(activityId('a')))?.branches.marketo?.status).toEqual(DONE);
  });
});
