import { expect, it } from 'vitest';
import { createErasure } from '../../client/people/erase.ts';
import { logSalesActivities } from '../../client/sales-activities/log.ts';
import { createTasks } from '../../client/tasks/index.ts';
import { openTestStore } from '../store/open.ts';
import { personWrite, qualifiedPart } from '../store/people.ts';

const NOW = new Date('2026-11-27T12:00:00Z');
const call = (id: string, personId: number) => ({
  ...{ id, personId, type: 'callReceived', seller: 'sam@seller.example' },
  ...{ occurredAt: '2026-11-27T10:00:00Z', callSubject: 'Left a message' },
});
const task = (personId: number) => ({ seller: 'sam@seller.example', name: 'Call back', personId });

it('an app can store nothing more of a person who was erased', async () => {
  const { store } = await openTestStore();
  await store.migrate();
  const writes = [1, 2].map((id) => personWrite(id, qualifiedPart(1)));
  await store.people.apply(writes, { evidence: 'leadChange' });
  const log = (...values: unknown[]) => logSalesActivities({ store, clock: { now: () => NOW } }, values);
  const tasks = createTasks({ store, instance: 'test', wake: async () => {} });
  expect(await log(call('before', 1))).toEqual([{ id: 'before', result: 'accepted' }]);
  await createErasure({ store, by: 'admin' }).erase([1], { reason: 'request 4711' });
  const gone = { field: 'personId', reason: 'names a person who was erased for privacy (person.erased)' };
  expect(await log(call('before', 1), call('after', 1), call('other', 2))).toEqual([
    { id: 'before', result: 'rejected', problems: [gone] },
    { id: 'after', result: 'rejected', problems: [gone] },
    { id: 'other', result: 'accepted' },
  ]);
  await expect(tasks.create(task(1))).rejects.toMatchObject({ key: 'person.erased', details: { marketoId: 1 } });
  expect((await tasks.create(task(2))).changed).toBe(true);
});

it('several people go at once', async () => {
  const { store } = await openTestStore();
  await store.migrate();
  const writes = [1, 2, 3].map((id) => personWrite(id, qualifiedPart(1)));
  await store.people.apply(writes, { evidence: 'leadChange' });
  await store.peopleState.patch({ visible: 3 });
  const { ids, removed } = await createErasure({ store, by: 'admin' }).erase([3, 1, 3], { reason: 'request 4711' });
  expect(ids).toEqual([1, 3]);
  expect(removed).toMatchObject({ people: 2 });
  expect(await store.people.countByState()).toEqual({ erased: 2, qualified: 1 });
  expect((await store.peopleState.get()).visible).toBe(1);
});
