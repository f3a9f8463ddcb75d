import { describe, expect, it } from 'vitest';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';
import { activityId, atSecond, DONE, event, kindOf, sent } from './sales-activities.ts';
import { salesActivitySteps } from './sales-activity-steps.ts';

const _BOTH = { logEmails: true, logReplies: true, logCalls: true };

export function salesActivityWorkflowsContract(open: () => Promise<OpenedStore>): void {
  const { openBoth, taking, starting, state, applying, claimAll } = salesActivitySteps(open);

  describe('sales activities: workflows', () => {
    it('those without one are found for the sweep, oldest first, and counted while they work', async () => {
      const { store, db } = await openBoth();
      const { salesActivities } = store;
      await taking(store, sent('a'), sent('b'), sent('c'));
      const rows = db.collection('outbox');
      for (const [index, id] of ['c', 'b', 'a'].entries()) {
        await rows.updateMany({ id }, { $set: { acceptedAt: atSecond(index) } });
      }
      const unstarted = (seconds: number, limit = 10) =>
        persist(async () => (await salesActivities.unstarted(atSecond(seconds), limit)).map(({ id }) => id));
      expect(await unstarted(1)).toEqual(['c', 'b']);
      expect(await unstarted(9, 1)).toEqual(['c']);
      await starting(store, 'b', 'a');
      expect(await unstarted(9)).toEqual(['c']);
      expect(await persist(() => salesActivities.countBusy())).toBe(2);
      const park = { kind: 'park', until: atSecond(60), reason: 'quota' } as const;
      await applying(store, event('a', 'marketo', park), event('a', 'salesforce', park));
      expect(await persist(() => salesActivities.countBusy())).toBe(1);
      const all = await persist(() => salesActivities.list({}, 'a/salesforce', 10));
      expect(all.map(({ id, vendor }) => `${id}/${vendor}`)).toEqual([
        'b/marketo',
        'b/salesforce',
        'c/marketo',
        'c/salesforce',
      ]);
      expect(await persist(() => salesActivities.counts())).toContainEqual({
        vendor: 'marketo',
        state: 'parked',
        count: 1,
      });
    });
  });

  describe('sales activities: over before their workflow was started', () => {
    it('keep their rows until then, which say how they ended; nothing is sent again', async () => {
      const { store, db } = await openBoth();
      const { salesActivities } = store;
      await taking(store, sent('a'));
      const { batch } = await claimAll(store, 'marketo', 'one');
      await applying(store, event('a', 'marketo', { kind: 'answer', batch, answer: DONE }));
      await taking(store, sent('a'));
      await persist(() => salesActivities.sweep(new Date(Date.now() + 3_600_000)));
      expect((await claimAll(store, 'marketo', 'later')).claimed).toEqual([]);
      const [waiting] = await persist(() => salesActivities.unstarted(new Date(Date.now() + 3_600_000), 10));
      expect(waiting).toEqual({
        id: 'a',
        kind: 'emailSent',
        branches: [
          { id: 'a', vendor: 'marketo', status: DONE },
          { id: 'a', vendor: 'salesforce', status: { state: 'pending' } },
        ],
      });
      const now = await starting(store, 'a');
      expect(new Map(now.map(({ vendor, status }) => [vendor, status.state]))).toEqual(
        new Map([
          ['marketo', 'done'],
          ['salesforce', 'pending'],
        ]),
      );
      const rows = await db
        .collection('outbox')
        .find({ vendor: { $exists: true } })
        .toArray();
      expect(rows.map(({ vendor }) => vendor)).toEqual(['salesforce']);
    });

    it('what is pending is counted up to a limit, with the time of the oldest', async () => {
      const { store, db } = await openBoth();
      const pending = (limit: number) => persist(() => store.salesActivities.pending('marketo', limit));
      expect(await pending(5)).toBeNull();
      await taking(store, sent('a'), sent('b'), sent('c'));
      await db.collection('outbox').updateMany({ id: 'b' }, { $set: { acceptedAt: atSecond(3) } });
      expect(await pending(2)).toEqual({ count: 2, oldestAt: atSecond(3) });
      expect(await pending(9)).toMatchObject({ count: 3 });
      await claimAll(store, 'marketo', 'one');
      expect(await pending(9)).toBeNull();
    });

    it('calls to each vendor are counted on their own', async () => {
      const { store } = await openBoth();
      const { salesActivities } = store;
      expect(await persist(() => salesActivities.sequence('marketo'))).toBe(0);
      const first = await persist(() => salesActivities.nextSequence('marketo'));
      const second = await persist(() => salesActivities.nextSequence('marketo'));
      expect(second).toBeGreaterThan(first);
      expect(await persist(() => salesActivities.sequence('marketo'))).toBe(second);
      expect(await persist(() => salesActivities.sequence('salesforce'))).toBe(0);
    });
  });

  describe('sales activities: failures', () => {
    const fail = (id: string, vendor: Vendor, error: string) => event(id, vendor, { kind: 'fail', error });

    it('are counted by vendor and error beside what waits, with the first and the last time', async () => {
      const { store, db } = await openBoth();
      await taking(store, sent('a'), sent('b'), sent('c'));
      await applying(store, fail('a', 'marketo', 'marketo.1003'), fail('b', 'marketo', 'marketo.1003'));
      await applying(
        store,
        fail('c', 'marketo', 'marketo.1004'),
        event('a', 'salesforce', { kind: 'park', until: atSecond(9), reason: 'quota' }),
      );
      const rows = db.collection<{ _id: string }>('outbox');
      await rows.updateOne({ _id: 'a/marketo' }, { $set: { changedAt: atSecond(1), acceptedAt: atSecond(0) } });
      await rows.updateOne({ _id: 'b/marketo' }, { $set: { changedAt: atSecond(5), acceptedAt: atSecond(0) } });
      // Of an earlier version.
      await rows.updateOne({ _id: 'c/marketo' }, { $set: { acceptedAt: atSecond(7) }, $unset: { changedAt: '' } });
      const groups = await persist(() => store.salesActivities.groups());
      const times = (old: number, first: number, last: number) => ({
        oldestAt: atSecond(old),
        firstAt: atSecond(first),
        lastAt: atSecond(last),
      });
      const of = (state: string, detail: string | null) =>
        groups.find((group) => group.state === state && group.detail === detail);
      expect(groups).toHaveLength(4);
      expect(of('failed', 'marketo.1003')).toMatchObject({ vendor: 'marketo', count: 2, ...times(0, 1, 5) });
      expect(of('failed', 'marketo.1004')).toMatchObject({ vendor: 'marketo', count: 1, ...times(7, 7, 7) });
      expect(of('parked', 'quota')).toMatchObject({ vendor: 'salesforce', count: 1 });
      expect(of('pending', null)).toMatchObject({ vendor: 'salesforce', count: 2 });
      const [row] = await persist(() => store.salesActivities.list({ state: 'failed', error: 'marketo.1004' }, '', 10));
      expect(row).toMatchObject({ id: 'c', changedAt: atSecond(7) });
    });

    it('retried have no workflow any more, so that one is started; dismissed ones end', async () => {
      const { store } = await openBoth();
      const { salesActivities } = store;
      await taking(store, kindOf('campaignAdded', 'a'), kindOf('campaignAdded', 'b'));
      await applying(store, fail('a', 'marketo', 'marketo.1003'), fail('b', 'marketo', 'marketo.1003'));
      const started = [activityId('a'), activityId('b')];
      await persist(() => salesActivities.markStarted(started, atSecond(5)));
      const unstarted = async () =>
        (await persist(() => salesActivities.unstarted(new Date(Date.now() + 60_000), 10))).map(({ id }) => id);
      expect(await unstarted()).toEqual([]);
      await applying(store, event('a', 'marketo', { kind: 'retry' }), event('b', 'marketo', { kind: 'dismiss' }));
      expect(await unstarted()).toEqual(['a']);
      expect([await state(store, 'a', 'marketo'), await state(store, 'b', 'marketo')]).toEqual(['pending', 'skipped']);
      // Once more changes nothing: it has not failed again.
      await persist(() => salesActivities.markStarted([activityId('a')], atSecond(6)));
      await applying(store, event('a', 'marketo', { kind: 'retry' }));
      expect(await unstarted()).toEqual([]);
    });
  });

  describe('sales activities: all of them', () => {
    it('stream in order of their ids, with how far they are', async () => {
      const { store } = await openBoth();
      await taking(store, sent('b'), kindOf('callReceived', 'a'), kindOf('campaignRemoved', 'c'));
      const { batch } = await claimAll(store, 'salesforce', 'one');
      await applying(store, event('a', 'salesforce', { kind: 'answer', batch, answer: DONE }));
      const all: unknown[] = [];
      for await (const { activity, branches } of store.salesActivities.stream()) {
        all.push([activity.id, branches.marketo?.status.state, branches.salesforce?.status.state]);
      }
      expect(all).toEqual([
        ['a', 'pending', 'done'],
        ['b', 'pending', 'sending'],
        ['c', 'pending', undefined],
      ]);
    });
  });
}
