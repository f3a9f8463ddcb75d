import { expect, it } from 'vitest';
import { lookUpUnknown } from '../../../activities/sales-activities/look-up.ts';
import type { SenderDeps } from '../../../activities/sales-activities/ports.ts';
import { sendOnce } from '../../../activities/sales-activities/send.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { ERASED_TICKET } from '../../../model/ids.ts';
import type { BranchChanged } from '../../../store/sales-activities/types.ts';
import type { Store } from '../../../store/types.ts';
import { openTestStore } from '../../store/open.ts';
import { personWrite, qualifiedPart } from '../../store/people.ts';
import { activityId, sent } from '../../store/sales-activities.ts';
import { ManualClock } from '../clock.ts';
import { FakeVendor } from './fake-vendor.ts';

const PERSON = 4711;
const running = new AbortController().signal;

async function open() {
  const { store } = await openTestStore();
  await store.migrate();
  await store.people.apply([personWrite(PERSON, qualifiedPart(1))], { evidence: 'leadChange' });
  const clock = new ManualClock();
  const vendor = new FakeVendor();
  const told: BranchChanged[] = [];
  const deps: SenderDeps = {
    // The database's time is the test's.
    store: { ...store, serverTime: async () => clock.now() },
    clock,
    sender: vendor,
    tell: (changed) => told.push(...changed),
  };
  return { store, clock, vendor, told, deps };
}

async function states(store: Store, ...ids: string[]): Promise<Record<string, string | undefined>> {
  const records = await Promise.all(ids.map((id) => store.salesActivities.get(activityId(id))));
  return Object.fromEntries(ids.map((id, index) => [id, records[index]?.branches.marketo?.status.state]));
}

it('sends what is pending in full calls, whoever asked, and stores and tells each outcome', async () => {
  const { store, vendor, told, deps } = await open();
  for (const id of ['a', 'b', 'c', 'd', 'e']) await store.salesActivities.intake([sent(id)]);
  vendor.fates.set('b', { state: 'failed', error: 'marketo.1006' });
  vendor.fates.set('d', { state: 'parked', until: new Date(), reason: 'rate' });
  const counts = [await sendOnce(deps, running), await sendOnce(deps, running), await sendOnce(deps, running)];
  expect(counts).toEqual([3, 2, 0]);
  expect(vendor.calls).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  expect(await states(store, 'a', 'b', 'c', 'd', 'e')).toEqual({
    a: 'done',
    b: 'failed',
    c: 'done',
    d: 'parked',
    e: 'done',
  });
  expect(told.map(({ id, changed, status }) => [id, changed, status?.state])).toEqual([
    ['a', true, 'done'],
    ['b', true, 'failed'],
    ['c', true, 'done'],
    ['d', true, 'parked'],
    ['e', true, 'done'],
  ]);
});

it('an activity that the answer leaves out is unknown, and its neighbours are not', async () => {
  const { store, vendor, deps } = await open();
  await store.salesActivities.intake([sent('a'), sent('b')]);
  vendor.fates.set('b', 'unanswered');
  await sendOnce(deps, running);
  expect(await states(store, 'a', 'b')).toEqual({ a: 'done', b: 'unknown' });
});

it('a call that breaks leaves all unknown; the look-up finds them when they must be visible', async () => {
  const { store, clock, vendor, deps } = await open();
  await store.salesActivities.intake([sent('a'), sent('b')]);
  vendor.breaks = () => {
    throw new AppError('marketo.timeout');
  };
  await expect(sendOnce(deps, running)).rejects.toMatchObject({ key: 'marketo.timeout' });
  expect(await states(store, 'a', 'b')).toEqual({ a: 'unknown', b: 'unknown' });
  expect(await sendOnce(deps, running)).toBe(0);
  clock.advance(vendor.visibleMs - 1);
  expect(await lookUpUnknown(deps, running)).toBe(0);
  clock.advance(1);
  expect(await lookUpUnknown(deps, running)).toBe(2);
  expect(await states(store, 'a', 'b')).toEqual({ a: 'done', b: 'done' });
  expect(vendor.stored).toEqual(['a', 'b']);
});

it('a sender that died before its call: looked up in vain, sent once', async () => {
  const { store, clock, vendor, told, deps } = await open();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await store.salesActivities.intake(ids.map((id) => sent(id)));
  await store.salesActivities.claim({ vendor: 'marketo', batch: 'dead', limit: 99, now: clock.now() });
  clock.advance(vendor.visibleMs);
  vendor.hidden.add('b');
  expect(await lookUpUnknown(deps, running)).toBe(6);
  expect(told.filter(({ status }) => status?.state === 'pending')).toHaveLength(6);
  while ((await sendOnce(deps, running)) > 0);
  expect(await states(store, ...ids)).toMatchObject({ a: 'done', b: 'unknown', g: 'done' });
  vendor.hidden.clear();
  await lookUpUnknown(deps, running);
  await sendOnce(deps, running);
  expect(vendor.stored.toSorted()).toEqual(ids);
});

it('an activity whose person was never read waits for it and holds nobody up', async () => {
  const { store, clock, vendor, deps } = await open();
  await store.salesActivities.intake([sent('a', { personId: 5 }), sent('b')]);
  await sendOnce(deps, running);
  expect(vendor.calls).toEqual([['b']]);
  expect(await states(store, 'a', 'b')).toEqual({ a: 'parked', b: 'done' });
  await store.people.apply([personWrite(5, qualifiedPart(2))], { evidence: 'leadChange' });
  await store.salesActivities.releaseArrived(clock.now());
  await sendOnce(deps, running);
  expect(await states(store, 'a')).toEqual({ a: 'done' });
});

it('a sender held up for more than 5 s after its claim does not call: a look-up may be under way by then', async () => {
  const { store, clock, vendor, deps } = await open();
  await store.salesActivities.intake([sent('a')]);
  const slow = {
    ...store,
    serverTime: async () => clock.now(),
    people: {
      ...store.people,
      readMany: (...args: Parameters<Store['people']['readMany']>) => {
        clock.advance(5_001);
        return store.people.readMany(...args);
      },
    },
  };
  expect(await sendOnce({ ...deps, store: slow }, running)).toBe(1);
  expect(vendor.calls).toEqual([]);
  expect(await states(store, 'a')).toEqual({ a: 'parked' });
  const [row] = await store.salesActivities.due(clock.now(), 9);
  expect(row?.inDoubtSince).toBeNull();
});

it('told to stop, it claims nothing', async () => {
  const { store, vendor, deps } = await open();
  await store.salesActivities.intake([sent('a')]);
  await expect(sendOnce(deps, AbortSignal.abort())).rejects.toThrow();
  await expect(lookUpUnknown(deps, AbortSignal.abort())).rejects.toThrow();
  expect(vendor.calls).toEqual([]);
  expect(await states(store, 'a')).toEqual({ a: 'pending' });
});

it('sends nothing of a person who was erased after it was taken', async () => {
  const { store, vendor, deps } = await open();
  await store.people.apply([personWrite(9, qualifiedPart(1))], { evidence: 'leadChange' });
  await store.salesActivities.intake([sent('a'), sent('b', { personId: 9 })]);
  const mark = { asOf: ERASED_TICKET, state: 'erased', syncedAt: new Date(), evidence: 'erase' } as const;
  await store.people.apply([personWrite(PERSON, mark)], { evidence: 'erase' });
  await sendOnce(deps, running);
  expect(vendor.stored).toEqual(['b']);
  expect(await states(store, 'a', 'b')).toEqual({ a: 'skipped', b: 'done' });
});
