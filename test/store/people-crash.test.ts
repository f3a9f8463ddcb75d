import { type Collection, type Document, MongoNetworkError } from 'mongodb';
import { expect, it } from 'vitest';
import { decide } from '../../model/decide.ts';
import { openTestStore } from './open.ts';
import { EPOCH, personId, personWrite, qualifiedPart, ticket, VALUES } from './people.ts';

it('a crash between history and people loses no change and tells it once', async () => {
  let dies = false;
  const { store, db } = await openTestStore(<T extends Document>(collection: Collection<T>) => {
    if (collection.collectionName !== 'people') return collection;
    return new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === 'bulkWrite' && dies) return () => Promise.reject(new MongoNetworkError('died here'));
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  });
  const id = personId(1);
  const turn = async (asOf: number) => {
    const stored = (await store.people.readMany([id])).get(id);
    const read = { id, ownerId: '005B', salesforceDeleted: false, values: { ...VALUES, title: 'CTO' } };
    const at = new Date(EPOCH + asOf);
    const decision = decide({ id, ticket: ticket(asOf), at, evidence: 'leadChange', read, stored, hint: undefined });
    if (decision.kind !== 'write') throw new Error('nothing to write');
    await store.people.apply([decision], { evidence: 'leadChange' });
  };

  await store.people.apply([personWrite(1, qualifiedPart(1))], { evidence: 'initialScan' });
  dies = true;
  await expect(turn(2)).rejects.toMatchObject({ key: 'store.unreachable' });
  dies = false;
  await turn(3);
  await turn(4);

  expect((await store.people.get(id))?.marketo).toMatchObject({ asOf: 4, title: 'CTO', ownerId: '005B' });
  const rows = await store.people.history(id);
  expect(rows.map(({ changes }) => changes.map(({ field }) => field))).toEqual([['ownerId', 'title']]);
  expect(await db.collection('peopleHistory').countDocuments()).toBe(2);
});
