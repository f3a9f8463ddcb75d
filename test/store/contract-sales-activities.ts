import { describe, expect, it } from 'vitest';
import { PERSON_UNKNOWN, PERSON_WAIT_MS } from '../../model/sales-activity/branch.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import type { OpenedStore } from './open.ts';
import { personId, personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';
import { activityId, atSecond, DONE, event, kindOf, sent } from './sales-activities.ts';
import { salesActivitySteps } from './sales-activity-steps.ts';

const _BOTH = { logEmails: true, logReplies: true, logCalls: true };

export function salesActivitiesContract(open: () => Promise<OpenedStore>): void {
  const { openBoth, taking, starting, state, applying, claimAll } = salesActivitySteps(open);

  describe('sales activities: intake', () => {
    it('stores a record and a row for each vendor that is told', async () => {
      const { store, db } = await openBoth();
      const activities = [sent('a'), kindOf('campaignAdded', 'b'), kindOf('emailOpened', 'c', { emailId: undefined })];
      expect(await taking(store, ...activities)).toHaveLength(3);
      const stored = await persist(() => store.salesActivities.get(activityId('a')));
      expect(stored).toEqual({
        activity: activities[0],
        acceptedAt: expect.any(Date),
        salesforceWork: ['createTask'],
        branches: {
          marketo: { status: { state: 'pending' }, tries: 0 },
          salesforce: { status: { state: 'pending' }, tries: 0 },
        },
      });
      const keys = (await db.collection('outbox').find().toArray()).map(({ _id }) => String(_id)).sort();
      expect(keys.filter((key) => !key.startsWith('intake/'))).toEqual([
        'a/marketo',
        'a/salesforce',
        'b/marketo',
        'c/marketo',
      ]);
      expect((await persist(() => store.salesActivities.get(activityId('c'))))?.branches.salesforce?.status).toEqual({
        state: 'skipped',
        reason: 'noSend',
      });
      expect(await persist(() => store.salesActivities.get(activityId('x')))).toBeNull();
      const many = await persist(() => store.salesActivities.getMany(['a', 'c', 'x'].map(activityId)));
      expect([...many.keys()].toSorted()).toEqual(['a', 'c']);
      expect(many.get(activityId('a'))).toEqual(stored);
    });

    it('takes the same again as known, and never another under the same id', async () => {
      const { store, db } = await openBoth();
      const { salesActivities } = store;
      await taking(store, sent('a'));
      expect(await taking(store, sent('a'), sent('b'), sent('b'), sent('b', { personId: 1 }))).toEqual([
        'known',
        expect.stringMatching(/accepted|known/),
        'known',
        'different',
      ]);
      expect(await taking(store, sent('a', { emailSubject: 'other' }))).toEqual(['different']);
      expect((await persist(() => salesActivities.get(activityId('a'))))?.activity).toEqual(sent('a'));
      expect(await db.collection('salesActivities').countDocuments()).toBe(2);
    });

    it('taken again when all is over sends nothing again', async () => {
      const { store, db } = await openBoth();
      await taking(store, sent('a'));
      await starting(store, 'a');
      for (const vendor of ['marketo', 'salesforce'] as const) {
        const { batch } = await claimAll(store, vendor, `batch-${vendor}`);
        await applying(store, event('a', vendor, { kind: 'answer', batch, answer: DONE }));
      }
      expect(await taking(store, sent('a'))).toEqual(['known']);
      expect(await state(store, 'a', 'marketo')).toBe('done');
      expect((await claimAll(store, 'marketo', 'later')).claimed).toEqual([]);
      expect(await db.collection('outbox').countDocuments({ vendor: { $exists: true } })).toBe(0);
    });

    it('from many callers at once stores each activity and row once', async () => {
      const { store, db } = await openBoth();
      const all = Array.from({ length: 20 }, (_, index) => sent(`a${index}`));
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => taking(store, ...all)));
      expect(outcomes.flat().filter((outcome) => outcome === 'different')).toEqual([]);
      expect(await db.collection('outbox').countDocuments({ vendor: 'marketo' })).toBe(20);
      const { claimed } = await claimAll(store, 'marketo', 'first');
      expect(new Set(claimed.map(({ row }) => row.id)).size).toBe(20);
    });

    it('Q14: counts the opens of an email in the order they came, the same when repeated', async () => {
      const { store } = await openBoth();
      await persist(() => store.settings.setMarketo({ maxOpensPerEmail: 2 }, 'admin'));
      const opened = (id: string, emailId: string) => kindOf('emailOpened', id, { emailId });
      const lines = [
        opened('o1', 'mail'),
        sent('mail'),
        opened('o2', 'mail'),
        opened('o3', 'mail'),
        opened('u', 'none'),
      ];
      await taking(store, ...lines);
      await taking(store, opened('o4', 'mail'), opened('o2', 'mail'));
      const logged = async (id: string) =>
        (await persist(() => store.salesActivities.get(activityId(id))))?.branches.marketo?.status;
      const skipped = { state: 'skipped', reason: 'maxOpens' };
      const pending = { state: 'pending' };
      const ids = ['o1', 'o2', 'o3', 'o4', 'u'];
      expect(await Promise.all(ids.map(logged))).toEqual([pending, pending, skipped, skipped, pending]);
    });
  });

  describe('sales activities: branches', () => {
    it('are claimed oldest first, up to the limit, each by one call', async () => {
      const { store, db } = await openBoth();
      const rows = db.collection<{ _id: string }>('outbox');
      await taking(store, ...['a', 'b', 'c', 'd'].map((id) => sent(id)));
      for (const [index, id] of ['d', 'b', 'c', 'a'].entries()) {
        await rows.updateOne({ _id: `${id}/marketo` }, { $set: { acceptedAt: atSecond(index) } });
      }
      const first = await claimAll(store, 'marketo', 'one', 3);
      expect(first.claimed.map(({ row }) => row.id).toSorted()).toEqual(['b', 'c', 'd']);
      const second = await claimAll(store, 'marketo', 'two', 3);
      expect(second.claimed.map(({ row }) => row.id)).toEqual(['a']);
      expect(second.claimed[0]).toMatchObject({
        activity: sent('a'),
        salesforceWork: ['createTask'],
        row: { status: { state: 'sending', batch: second.batch, since: atSecond(0) }, personId: sent('a').personId },
      });
      expect((await claimAll(store, 'salesforce', 'three')).claimed).toHaveLength(4);
    });

    it('of two senders at once no row goes to both', async () => {
      const { store } = await openBoth();
      await taking(store, ...Array.from({ length: 60 }, (_, index) => sent(`a${index}`)));
      const all = await Promise.all(['x', 'y', 'z'].map((batch) => claimAll(store, 'marketo', batch, 40)));
      const ids = all.flatMap(({ claimed }) => claimed.map(({ row }) => row.id));
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('end in their record, and their row goes', async () => {
      const { store, db } = await openBoth();
      await taking(store, sent('a'));
      await starting(store, 'a');
      const { batch } = await claimAll(store, 'marketo', 'one');
      const answer = event('a', 'marketo', { kind: 'answer', batch, answer: DONE });
      const [result] = await applying(store, answer);
      expect(result).toMatchObject({ id: 'a', vendor: 'marketo' });
      expect(await applying(store, answer)).toEqual([{ id: 'a', vendor: 'marketo', changed: false, status: null }]);
      const record = await persist(() => store.salesActivities.get(activityId('a')));
      expect(record?.branches.marketo).toMatchObject({ status: DONE });
      expect(record?.branches.salesforce?.status).toEqual({ state: 'pending' });
      expect(await db.collection<{ _id: string }>('outbox').findOne({ _id: 'a/marketo' })).toBeNull();
    });

    it('sending for 120 s become unknown, and take the late answer of that call alone', async () => {
      const { store } = await openBoth();
      await taking(store, sent('a'), sent('b'));
      const { batch } = await claimAll(store, 'marketo', 'one');
      expect(await persist(() => store.salesActivities.expire(atSecond(119)))).toEqual([]);
      await persist(() => store.salesActivities.expire(atSecond(120)));
      const unknown = await persist(() => store.salesActivities.list({ state: 'unknown' }, '', 10));
      expect(unknown.map(({ id, vendor }) => [id, vendor])).toEqual([
        ['a', 'marketo'],
        ['b', 'marketo'],
      ]);
      await applying(store, event('a', 'marketo', { kind: 'answer', batch: 'other', answer: DONE }));
      await applying(store, event('b', 'marketo', { kind: 'answer', batch, answer: DONE }));
      expect([await state(store, 'a', 'marketo'), await state(store, 'b', 'marketo')]).toEqual(['unknown', 'done']);
    });

    it('park until a time, come due in its order, fail, and are retried or dismissed by a person', async () => {
      const { store } = await openBoth();
      await taking(store, sent('a'), sent('b'));
      const park = (id: string, seconds: number) =>
        event(id, 'salesforce', { kind: 'park', until: atSecond(seconds), reason: 'quota' });
      await applying(store, park('a', 20), park('b', 10));
      const due = (seconds: number) => persist(() => store.salesActivities.due(atSecond(seconds), 10));
      expect((await due(9)).length).toBe(0);
      expect((await due(20)).map(({ id }) => id)).toEqual(['b', 'a']);
      const fail = { kind: 'fail', error: 'activity.personUnknown' } as const;
      await applying(store, event('a', 'salesforce', fail), event('b', 'salesforce', fail));
      const failed = await persist(() => store.salesActivities.list({ state: 'failed' }, '', 10));
      expect(failed.map(({ id, status }) => [id, status])).toEqual([
        ['a', { state: 'failed', error: 'activity.personUnknown' }],
        ['b', { state: 'failed', error: 'activity.personUnknown' }],
      ]);
      await applying(store, event('a', 'salesforce', { kind: 'retry' }), event('b', 'salesforce', { kind: 'dismiss' }));
      expect([await state(store, 'a', 'salesforce'), await state(store, 'b', 'salesforce')]).toEqual([
        'pending',
        'skipped',
      ]);
      expect(await applying(store, event('none', 'marketo', { kind: 'retry' }))).toEqual([
        { id: 'none', vendor: 'marketo', changed: false, status: null },
      ]);
    });

    it('that wait for their person go on when it is read, and fail after seven days', async () => {
      const { store, db } = await openBoth();
      const soon = Date.now();
      await taking(store, sent('a', { personId: 7 }), sent('b', { personId: 8 }));
      const park = (id: string) =>
        event(id, 'marketo', { kind: 'park', until: atSecond(60), reason: PERSON_UNKNOWN } as const);
      await applying(store, park('a'), park('b'));
      await db.collection<{ _id: number }>('people').insertOne({ _id: 8 });
      expect(await persist(() => store.salesActivities.releaseArrived(new Date(soon)))).toEqual([]);
      await persist(() => store.people.apply([personWrite(7, qualifiedPart(1))], { evidence: 'leadChange' }));
      await persist(() => store.salesActivities.releaseArrived(new Date(soon)));
      expect([await state(store, 'a', 'marketo'), await state(store, 'b', 'marketo')]).toEqual(['pending', 'parked']);
      await persist(() => store.salesActivities.releaseArrived(new Date(soon + PERSON_WAIT_MS + 60_000)));
      const [row] = await persist(() => store.salesActivities.list({ state: 'failed' }, '', 10));
      expect(row).toMatchObject({ id: 'b', personId: personId(8), status: { error: 'activity.personUnknown' } });
    });
  });

  describe('sales activities: a restored database', () => {
    it('sends nothing before it was looked up, whatever it remembers', async () => {
      const { store } = await openBoth();
      await taking(store, sent('a'), sent('b'), sent('c'));
      const { batch } = await claimAll(store, 'marketo', 'forgotten', 1);
      const park = { kind: 'park', until: atSecond(60), reason: 'quota' } as const;
      await applying(store, event('b', 'marketo', park));
      await persist(() => store.salesActivities.doubtAll(atSecond(500)));
      const rows = await persist(() => store.salesActivities.list({}, '', 10));
      expect(rows.map(({ status }) => status.state)).toEqual(Array(6).fill('unknown'));
      expect((await claimAll(store, 'marketo', 'later')).claimed).toEqual([]);
      await applying(store, event('a', 'marketo', { kind: 'answer', batch, answer: DONE }));
      expect(await state(store, 'a', 'marketo')).toBe('unknown');
      const [row] = await persist(() => store.salesActivities.rows([activityId('c')]));
      if (row?.status.state !== 'unknown') throw new Error('not unknown');
      await applying(store, event('c', row.vendor, { kind: 'absent', batch: row.status.batch }));
      expect(await state(store, 'c', row.vendor)).toBe('pending');
    });

    it('looks up what is taken again and happened before, as it may have been sent after the backup', async () => {
      const { store } = await openBoth();
      const { occurredAt } = sent('before');
      await persist(() => store.salesActivities.doubtAll(new Date(occurredAt.getTime() + 60_000)));
      const later = (minutes: number) => ({
        occurredAt: new Date(occurredAt.getTime() + minutes * 60_000).toISOString(),
      });
      // The clock of who logs may be ahead.
      await taking(store, sent('before'), sent('ahead', later(5)), sent('after', later(7)));
      for (const vendor of VENDORS) {
        expect(await state(store, 'before', vendor)).toBe('unknown');
        expect(await state(store, 'ahead', vendor)).toBe('unknown');
      }
      expect(await state(store, 'after', 'marketo')).toBe('pending');
    });
  });
}
