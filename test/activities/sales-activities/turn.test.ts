import { MockActivityEnvironment } from '@temporalio/testing';
import type { Document } from 'mongodb';
import { expect, it, vi } from 'vitest';
import type { SalesActivityDeps } from '../../../activities/sales-activities/deps.ts';
import { createSalesActivityActivities } from '../../../activities/sales-activities/index.ts';
import type { SenderTurn, TurnInput } from '../../../activities/sales-activities/turn.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { systemClock } from '../../../net/system-clock.ts';
import { openTestStore } from '../../store/open.ts';
import { personWrite, qualifiedPart } from '../../store/people.ts';
import { activityId, sent, stateOf } from '../../store/sales-activities.ts';
import { FakeVendor } from './fake-vendor.ts';

const SOON = { timeout: 10_000, interval: 20 };
const PERSON = 4711;

async function open(change: Partial<SalesActivityDeps> = {}) {
  const { store, db } = await openTestStore();
  await store.migrate();
  await store.people.apply([personWrite(PERSON, qualifiedPart(1))], { evidence: 'leadChange' });
  const vendor = new FakeVendor();
  const stopping = new AbortController();
  const started: Date[] = [];
  const deps: SalesActivityDeps = {
    store,
    clock: systemClock,
    senders: { marketo: vendor, salesforce: null },
    tell: () => {},
    startWaiting: async (before) => started.push(before),
    stopping: stopping.signal,
    ...change,
  };
  const environment = (details?: unknown) =>
    new MockActivityEnvironment(details === undefined ? {} : { heartbeatDetails: details });
  const turn = (input: Partial<TurnInput> = {}, details?: unknown): Promise<SenderTurn> => {
    const given: TurnInput = { vendor: 'marketo', sequence: null, seconds: 30, ...input };
    return environment(details).run(() => createSalesActivityActivities(deps).sendSalesActivities(given));
  };
  const until = (condition: () => Promise<void> | void) => vi.waitFor(condition, SOON);
  return { store, db, vendor, stopping, started, turn, until };
}

const isDone = (store: Parameters<typeof stateOf>[0], id: string) => async () =>
  expect(await stateOf(store, id, 'marketo')).toBe('done');

it('sends what comes while it lasts, and ends after its call when the worker is to stop', async () => {
  const { store, vendor, stopping, turn, until } = await open();
  const running = turn();
  await store.salesActivities.intake([sent('a')]);
  await until(isDone(store, 'a'));
  await store.salesActivities.intake([sent('b'), sent('c'), sent('d'), sent('e')]);
  await until(isDone(store, 'e'));
  stopping.abort();
  const { sequence, sent: count, calls } = await running;
  expect({ count, calls }).toEqual({ count: 5, calls: 3 });
  expect(sequence).toBeGreaterThanOrEqual(3);
  await store.salesActivities.intake([sent('f')]);
  // A turn that begins while the worker stops sends nothing.
  expect(await turn()).toMatchObject({ sent: 0 });
  expect(vendor.stored.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('what comes one by one shares a call with its neighbours', async () => {
  const { store, vendor, stopping, turn, until } = await open();
  const running = turn();
  for (const id of ['a', 'b', 'c']) {
    await store.salesActivities.intake([sent(id)]);
    await systemClock.sleep(150);
  }
  await until(isDone(store, 'c'));
  stopping.abort();
  await running;
  expect(vendor.calls).toHaveLength(1);
});

it('ends by itself when its time is over', async () => {
  const { turn } = await open();
  expect(await turn({ seconds: 0.3 })).toEqual({ sequence: 0, sent: 0, calls: 0, lookedUp: 0 });
});

it('looks after what waits: ended waits, people who have come, activities without a workflow', async () => {
  const { store, stopping, started, turn, until } = await open();
  await store.salesActivities.intake([sent('late'), sent('stranger', { personId: 9 })]);
  const park = { kind: 'park', until: new Date(Date.now() - 60_000), reason: 'marketo.606' } as const;
  await store.salesActivities.apply([{ id: activityId('late'), vendor: 'marketo', event: park }]);
  const running = turn();
  await until(isDone(store, 'late'));
  await until(async () => expect(await stateOf(store, 'stranger', 'marketo')).toBe('parked'));
  await store.people.apply([personWrite(9, qualifiedPart(2))], { evidence: 'leadChange' });
  await until(isDone(store, 'stranger'));
  stopping.abort();
  await running;
  // The workflows' own starter has a minute.
  expect(started.length).toBeGreaterThan(0);
  expect(started.every((before) => Date.now() - before.getTime() >= 60_000)).toBe(true);
});

it('a call that fails ends the turn, is told in failures, and leaves the rows to be looked up', async () => {
  const { store, vendor, turn } = await open();
  await store.salesActivities.intake([sent('a')]);
  vendor.breaks = () => {
    throw new Error('broken');
  };
  await expect(turn()).rejects.toThrow('broken');
  expect(await stateOf(store, 'a', 'marketo')).toBe('unknown');
});

it('an error of a look-up holds up no sending, and is told', async () => {
  const { store, vendor, stopping, turn, until } = await open();
  vendor.visibleMs = 0;
  vendor.fates.set('a', 'unanswered');
  const lookUp = vi.spyOn(vendor, 'lookUp').mockRejectedValue(new AppError('marketo.603'));
  await store.salesActivities.intake([sent('a')]);
  const running = turn();
  await until(async () =>
    expect(await store.failures.list(9)).toContainEqual(
      expect.objectContaining({ flow: 'sender-marketo', key: 'marketo.603' }),
    ),
  );
  await store.salesActivities.intake([sent('b')]);
  await until(isDone(store, 'b'));
  expect(await stateOf(store, 'a', 'marketo')).toBe('unknown');
  // What works again is no failure any more.
  lookUp.mockRestore();
  await until(isDone(store, 'a'));
  await until(async () => expect(await store.failures.list(9)).toEqual([]));
  stopping.abort();
  await running;
});

it('a vendor that is not connected is a wrong set-up', async () => {
  const { store, turn } = await open();
  await expect(turn({ vendor: 'salesforce' })).rejects.toMatchObject({ key: 'salesforce.notConnected' });
  expect(await store.failures.list(9)).toMatchObject([{ flow: 'sender-salesforce', key: 'salesforce.notConnected' }]);
});

it('a restored database: nothing goes out until it is repaired, and then nothing twice', async () => {
  const { store, db, vendor, turn } = await open();
  await store.salesActivities.intake([sent('a')]);
  const copies = await Promise.all(
    ['outbox', 'salesActivities', 'meta'].map(async (name) => ({
      name,
      rows: await db.collection<Document>(name).find().toArray(),
    })),
  );
  await store.salesActivities.intake([sent('b')]);
  const { sequence } = await turn({ seconds: 2 });
  expect(vendor.stored).toEqual(['a', 'b']);
  for (const { name, rows } of copies) {
    await db.collection(name).deleteMany({});
    if (rows.length > 0) await db.collection(name).insertMany(rows);
  }
  await store.salesActivities.intake([sent('c')]);
  await expect(turn({ sequence })).rejects.toMatchObject({ key: 'store.restored' });
  // What an attempt before this one has told is remembered too, and what the feeds have found out.
  await expect(turn({}, { sequence })).rejects.toMatchObject({ key: 'store.restored' });
  await store.peopleState.setTrouble('changes', { key: 'store.restored', at: new Date(), until: null });
  await expect(turn()).rejects.toMatchObject({ key: 'store.restored' });
  expect(vendor.stored).toEqual(['a', 'b']);

  // As `client.repair.restore`; its caller logs again what was lost.
  await store.salesActivities.doubtAll(new Date());
  await store.peopleState.setTrouble('changes', null);
  await store.salesActivities.intake([sent('b')]);
  vendor.visibleMs = 0;
  expect(await store.failures.list(9)).toMatchObject([{ flow: 'sender-marketo', key: 'store.restored' }]);
  await turn({ seconds: 8 });
  expect(await store.failures.list(9)).toEqual([]);
  expect(vendor.stored.toSorted()).toEqual(['a', 'b', 'c']);
  for (const id of ['a', 'b', 'c']) await isDone(store, id)();
});

it('a database that is put back while the turn lasts is noticed before the next call', async () => {
  const { store, db, vendor, turn, until } = await open();
  const running = turn();
  const failed = expect(running).rejects.toMatchObject({ key: 'store.restored' });
  await store.salesActivities.intake([sent('a')]);
  await until(isDone(store, 'a'));
  await db.collection('meta').deleteMany({ _id: 'sends/marketo' as never });
  await store.salesActivities.intake([sent('b')]);
  await failed;
  expect(vendor.stored).toEqual(['a']);
});
