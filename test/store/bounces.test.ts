import type { Collection, Document } from 'mongodb';
import { MongoNetworkError } from 'mongodb';
import { expect, it } from 'vitest';
import { openTestStore } from './open.ts';
import { kindOf } from './sales-activities.ts';

/** An hour and more after the bounces of these tests (lines.ts has their time). */
const AFTER_THE_BOUNCE = '2026-11-27T11:00:00Z';
const soon = () => new Date(Date.now() + 60_000);
const bounce = (id: string, change: Record<string, unknown> = {}) =>
  kindOf('emailBounced', id, { email: 'Ann@Example.com', details: '550 5.1.1 no such user', ...change });

it('a bounce that is taken opts its address out, and Salesforce is to be told; one that is for now does not', async () => {
  const { store } = await openTestStore();
  await store.migrate();
  await store.salesActivities.intake([bounce('a'), bounce('b', { email: 'bob@example.com', details: '4.2.2 full' })]);
  const found = await store.unsubscribes.read(['ann@example.com', 'bob@example.com']);
  expect([...found]).toMatchObject([['ann@example.com', { source: 'bounce' }]]);
  expect(await store.unsubscribes.pushes()).toMatchObject({ waiting: 1 });
});

it('the same bounce taken again does not undo a resubscribe; a later one does', async () => {
  const { store } = await openTestStore();
  await store.migrate();
  await store.salesActivities.intake([bounce('a')]);
  const byAdmin = { at: new Date(AFTER_THE_BOUNCE), by: 'admin', reason: 'new mailbox' };
  await store.unsubscribes.resubscribe(['ann@example.com'], byAdmin);
  expect(await store.salesActivities.intake([bounce('a')])).toEqual(['known']);
  expect(await store.unsubscribes.count()).toBe(0);
  const later = new Date(byAdmin.at.getTime() + 1_000).toISOString();
  await store.salesActivities.intake([bounce('b', { occurredAt: later })]);
  expect(await store.unsubscribes.count()).toBe(1);
});

it.each([
  ['its record', 'unsubscribes'],
  ['its push', 'unsubscribePushes'],
])('a crash before %s is stored is mended by the sweep: no bounce is lost', async (_, name) => {
  let isDue = false;
  const { store } = await openTestStore(<T extends Document>(collection: Collection<T>) => {
    if (collection.collectionName !== name) return collection;
    return new Proxy(collection, {
      get(target, member) {
        const found: unknown = Reflect.get(target, member, target);
        if (member === 'bulkWrite' && isDue) return () => Promise.reject(new MongoNetworkError('died here'));
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  });
  await store.migrate();
  isDue = true;
  await expect(store.salesActivities.intake([bounce('a')])).rejects.toMatchObject({ key: 'store.unreachable' });
  isDue = false;
  expect(await store.salesActivities.sweep(soon())).toMatchObject({ intakes: 1 });
  expect((await store.unsubscribes.read(['ann@example.com'])).size).toBe(1);
  expect(await store.unsubscribes.pushes()).toMatchObject({ waiting: 1 });
});
