import { describe, expect, it } from 'vitest';
import { createActivityFailures, type FailedActivity } from '../../client/sales-activities/failures.ts';
import { createFollower, type Following } from '../../client/sales-activities/follow.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { BranchAt, Unstarted } from '../../store/sales-activities/types.ts';
import { openTestStore } from '../store/open.ts';
import { activityId, event, kindOf, sent, stateOf } from '../store/sales-activities.ts';

const UNKNOWN = 'activity.personUnknown';
const OTHER = 'marketo.1003';

/** A store, and a Temporal that remembers what it was told. */
async function open(temporal: Partial<Following['workflows']> = {}) {
  const { store, db } = await openTestStore();
  await store.migrate();
  await store.settings.setSalesforce({ logEmails: true }, 'test');
  const started: Unstarted[] = [];
  const told: BranchAt[] = [];
  const workflows: Following['workflows'] = {
    start: async (waiting) => void started.push(...waiting),
    tell: async (moved) => void told.push(...moved),
    ...temporal,
  };
  let senders = 0;
  const following = { store, workflows, ensureSenders: async () => void senders++ };
  const failures = createActivityFailures({ store, by: 'ada', follower: () => createFollower(async () => following) });

  const { salesActivities } = store;
  const fail = (vendor: Vendor, error: string, ...ids: string[]) =>
    salesActivities.apply(ids.map((id) => event(id, vendor, { kind: 'fail', error })));
  /** Activities of Marketo alone that have failed there, with workflows that are over. */
  async function failing(error: string, ...ids: string[]): Promise<void> {
    await salesActivities.intake(ids.map((id) => kindOf('campaignAdded', id)));
    await fail('marketo', error, ...ids);
    await salesActivities.markStarted(ids.map(activityId), new Date());
  }
  return { store, db, failures, fail, failing, started, told, senders: () => senders };
}
const ids = (count: number, prefix = 'a') =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);

async function all(rows: AsyncIterable<FailedActivity>): Promise<FailedActivity[]> {
  const found: FailedActivity[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('what failed', () => {
  it('is listed by vendor and error with count, times, cause and fix, the latest first', async () => {
    const { store, db, failures, fail, failing } = await open();
    expect(await failures.list()).toEqual([]);
    await failing(OTHER, 'a', 'b');
    await store.salesActivities.intake([sent('s')]);
    await fail('salesforce', UNKNOWN, 's');
    await db
      .collection<{ _id: string }>('outbox')
      .updateOne({ _id: 'a/marketo' }, { $set: { changedAt: new Date('2026-01-01T00:00:00Z') } });
    const [first, second, ...rest] = await failures.list();
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ vendor: 'salesforce', key: UNKNOWN, count: 1, class: 'record' });
    expect(second).toMatchObject({
      vendor: 'marketo',
      key: OTHER,
      count: 2,
      firstAt: new Date('2026-01-01T00:00:00Z'),
    });
    expect(second?.lastAt.getTime()).toBeGreaterThan(second?.firstAt.getTime() ?? 0);
    expect(first?.fix).toContain('retry');
  });

  it('is shown record by record without anything personal', async () => {
    const { failures, failing } = await open();
    await failing(OTHER, 'a');
    await failing(UNKNOWN, 'b');
    const [row, ...rest] = await all(failures.show({ key: OTHER }));
    expect(rest).toEqual([]);
    expect(row).toEqual({
      ...{ id: 'a', vendor: 'marketo', key: OTHER, personId: kindOf('campaignAdded', 'a').personId },
      ...{ failedAt: expect.any(Date), acceptedAt: expect.any(Date), tries: 0, inDoubt: false },
    });
    expect((await all(failures.show({ ids: ['b', 'a', 'none'].map(activityId) }))).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['a', 'b']),
    );
    expect(await failures.count({ vendor: 'salesforce' })).toBe(0);
    expect(await failures.count({ ids: [activityId('a')], key: UNKNOWN })).toBe(0);
  });
});

describe('a retry', () => {
  it('takes those selected alone, page after page, and their workflows run again', async () => {
    const { store, failures, fail, failing, started, told, senders } = await open();
    const many = ids(1_200);
    await failing(OTHER, ...many);
    await failing(UNKNOWN, 'kept');
    await store.salesActivities.intake([sent('s')]);
    await fail('salesforce', OTHER, 's');
    const seen: number[] = [];
    const selection = { key: OTHER, vendor: 'marketo' } as const;
    expect(await failures.count(selection)).toBe(1_200);
    expect(await failures.change('retry', selection, (changed) => seen.push(changed))).toEqual({
      changed: 1_200,
      followError: null,
    });
    expect(seen).toEqual([1_000, 1_200]);
    expect([await stateOf(store, 'a1199', 'marketo'), await stateOf(store, 'kept', 'marketo')]).toEqual([
      'pending',
      'failed',
    ]);
    expect(await stateOf(store, 's', 'salesforce')).toBe('failed');
    expect(new Set(told.map(({ id }) => id))).toEqual(new Set(many));
    // As many as there is room for; the others are left to a worker.
    const retried = started.filter(({ id }) => many.includes(id));
    expect(retried.length).toBeGreaterThanOrEqual(500);
    expect(new Set(retried.map(({ id }) => id)).size).toBe(retried.length);
    const left = await store.salesActivities.unstarted(new Date(Date.now() + 60_000), 10_000);
    expect(left.filter(({ id }) => many.includes(id))).toHaveLength(1_200 - retried.length);
    expect(senders()).toBe(1);
    const [done, asked] = await store.audit.list(2);
    const details = { key: OTHER, vendor: 'marketo', ids: null };
    expect(asked).toMatchObject({ action: 'failures.retry', by: 'ada', details });
    expect(done).toMatchObject({ action: 'failures.retry.done', by: 'ada', details: { ...details, changed: 1_200 } });
  });

  it('killed in the middle goes on where it was when it is run again', async () => {
    let tells = 0;
    const { store, failures, failing } = await open({
      async tell() {
        if (tells++ === 0) throw new Error('killed');
      },
    });
    await failing(OTHER, ...ids(1_500));
    await expect(failures.change('retry', {})).rejects.toThrow('killed');
    expect(await failures.count({})).toBe(500);
    // Nobody forgets those that were moved before: a worker's sweep finds them.
    expect(await store.salesActivities.unstarted(new Date(Date.now() + 60_000), 2_000)).toHaveLength(1_000);
    expect(await failures.change('retry', {})).toMatchObject({ changed: 500 });
    expect(await failures.count({})).toBe(0);
  });

  it('with Temporal away changes everything all the same, and says who was not reached', async () => {
    let asked = 0;
    const { store, failures, failing } = await open({
      async tell() {
        asked += 1;
        throw new AppError('temporal.unreachable');
      },
    });
    await failing(OTHER, ...ids(1_001));
    const result = await failures.change('retry', {});
    expect(result).toEqual({ changed: 1_001, followError: 'temporal.unreachable' });
    expect(asked).toBe(1);
    expect(await store.salesActivities.unstarted(new Date(Date.now() + 60_000), 2_000)).toHaveLength(1_001);
  });

  it('with senders at work moves each: what fails again at once is left failed', async () => {
    const { store, failures, failing } = await open({
      // Behind each page: a sender that takes everything, and a vendor that refuses it again.
      async tell() {
        const request = { vendor: 'marketo', batch: 'again', limit: 10_000, now: new Date() } as const;
        const answer = { state: 'failed', error: OTHER } as const;
        const claimed = await store.salesActivities.claim(request);
        await store.salesActivities.apply(
          claimed.map(({ row }) => event(row.id, 'marketo', { kind: 'answer', batch: 'again', answer })),
        );
      },
    });
    await failing(OTHER, ...ids(1_500));
    const both = await Promise.all([failures.change('retry', {}), failures.change('retry', { vendor: 'marketo' })]);
    const changed = both.reduce((sum, result) => sum + result.changed, 0);
    expect(changed).toBeGreaterThanOrEqual(1_500);
    expect(changed).toBeLessThanOrEqual(3_000);
    expect(await failures.count({})).toBe(1_500);
    const rows = await all(failures.show({ ids: ids(1_500).map(activityId) }));
    // More than twice only where one failed again before its own retry had looked whether it moved it.
    expect(rows.filter(({ tries }) => tries < 1 || tries > 6)).toEqual([]);
  });

  it('of what may have arrived looks it up first', async () => {
    const { store, failures } = await open();
    await store.salesActivities.intake([kindOf('campaignAdded', 'a')]);
    await store.salesActivities.claim({ vendor: 'marketo', batch: 'lost', limit: 1, now: new Date(0) });
    await store.salesActivities.expire(new Date());
    await store.salesActivities.apply([event('a', 'marketo', { kind: 'fail', error: OTHER })]);
    expect((await all(failures.show({})))[0]).toMatchObject({ inDoubt: true, tries: 1 });
    await failures.change('retry', { ids: [activityId('a')] });
    expect(await stateOf(store, 'a', 'marketo')).toBe('unknown');
  });
});

it('a dismissal ends the branches selected for good', async () => {
  const { store, failures, fail, told } = await open();
  await store.salesActivities.intake([sent('a'), sent('b')]);
  await fail('marketo', OTHER, 'a', 'b');
  await fail('salesforce', OTHER, 'a');
  await store.salesActivities.markStarted(['a', 'b'].map(activityId), new Date());
  expect(await failures.change('dismiss', { ids: [activityId('a')], vendor: 'marketo' })).toMatchObject({ changed: 1 });
  const record = await store.salesActivities.get(activityId('a'));
  expect(record?.branches.marketo?.status).toEqual({ state: 'skipped', reason: 'dismissed' });
  expect(record?.branches.salesforce?.status).toMatchObject({ state: 'failed' });
  expect(told).toEqual([{ id: 'a', vendor: 'marketo', status: { state: 'skipped', reason: 'dismissed' } }]);
  expect(await failures.change('retry', { ids: [activityId('a')], vendor: 'marketo' })).toMatchObject({ changed: 0 });
});
