import { describe, expect, it } from 'vitest';
import { bareTask } from '../../model/erasure.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import type { PanelPart } from '../../model/panel/entry.ts';
import type { TaskId } from '../../model/task/id.ts';
import { pulled } from '../../model/task/steps.ts';
import { linkedTask, RULES, rowOf, SELLER, TASK_ID, unsentTask } from '../model/task/tasks.ts';
import type { OpenedStore } from './open.ts';
import { change, EPOCH, personId, personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';
import { activityId, kindOf, sent, stateOf } from './sales-activities.ts';

const HOUR_MS = 3_600_000;
const AT = new Date(EPOCH);
const later = (hours: number) => new Date(EPOCH + hours * HOUR_MS);
const BY = { by: 'admin', reason: 'request 4711', at: AT };
const P = personId;
/** In everything personal that a test stores. */
const MARK = 'zaphod';

export function erasuresContract(open: () => Promise<OpenedStore>): void {
  async function opened() {
    const all = await open();
    await persist(() => all.store.migrate());
    const { store, db } = all;
    const erase = async (...ids: MarketoId[]) => {
      await persist(() => store.erasures.begin(ids, BY));
      return persist(() => store.erasures.finish(ids, AT));
    };
    return { store, db, erase, marked: () => collectionsWith(db, MARK) };
  }

  describe('erasures', () => {
    it('leave nothing personal in any collection, and nothing of others goes', async () => {
      const { store, erase, marked } = await opened();
      await fill({ store }, 1);
      await fill({ store }, 2, 'other');
      expect((await marked()).toSorted()).toEqual(
        [
          'panels',
          'people',
          'peopleHistory',
          'salesActivities',
          'tasks',
          'unsubscribes',
          'unsubscribePushes',
        ].toSorted(),
      );
      const { ids, counts } = await persist(() => store.erasures.preview([P(1)]));
      expect(ids).toEqual([P(1)]);
      expect(counts).toMatchObject({
        people: 1,
        history: 1,
        activities: 2,
        tasks: 1,
        panels: 1,
        suspects: 1,
        optOuts: 1,
      });
      await erase(P(1));
      // Salesforce has still to be told of the opt-out: that waits for a day.
      expect((await marked()).toSorted()).toEqual(['unsubscribePushes', 'unsubscribes']);
      await persist(() => store.erasures.finish([P(1)], later(24)));
      expect(await marked()).toEqual([]);
      expect(await persist(() => store.people.get(P(1)))).toEqual({
        _id: 1,
        marketo: { asOf: ERASED_TICKET, state: 'erased', syncedAt: AT, evidence: 'erase', leftAt: AT },
      });
      expect((await persist(() => store.people.get(P(2))))?.marketo).toMatchObject({ firstName: 'other' });
      expect(await persist(() => store.people.history(P(2)))).toHaveLength(1);
      expect((await persist(() => store.salesActivities.get(activityId('sent-2'))))?.activity).toMatchObject({
        emailSubject: 'other',
      });
    });

    it('are told afterwards, looked at again after an hour and a day, and then no more', async () => {
      const { store, erase } = await opened();
      const due = async (hours: number) =>
        (await persist(() => store.erasures.due(later(hours), 10))).map(({ id, state }) => `${id} ${state}`);
      await persist(() => store.erasures.begin([P(7)], BY));
      expect(await due(0)).toEqual(['7 open']);
      await erase(P(7));
      expect(await due(0)).toEqual([]);
      expect(await due(1)).toEqual(['7 settling']);
      await persist(() => store.erasures.finish([P(7)], later(1)));
      expect(await due(2)).toEqual([]);
      expect(await due(24)).toEqual(['7 settling']);
      await persist(() => store.erasures.finish([P(7)], later(24)));
      expect(await due(10_000)).toEqual([]);
      const told = { id: 7, at: AT, by: 'admin', reason: 'request 4711', state: 'done', dueAt: null };
      expect(await persist(() => store.erasures.get(P(7)))).toEqual(told);
      expect(await persist(() => store.erasures.get(P(8)))).toBeNull();
      expect(await persist(() => store.erasures.among([P(7), P(8)]))).toEqual(new Set([P(7)]));
      // Asked for once more: the first one holds.
      await persist(() => store.erasures.begin([P(7)], { by: 'other', reason: 'again', at: later(48) }));
      expect(await persist(() => store.erasures.get(P(7)))).toEqual(told);
    });

    it('keep the app’s own data in the person’s document', async () => {
      const { store, db, erase } = await opened();
      const people = db.collection<{ _id: number }>('people');
      await people.insertOne({ _id: 1, app: { note: 'ours' } } as { _id: number });
      await persist(() => store.people.apply([personWrite(1, qualifiedPart(5))], { evidence: 'resync' }));
      await erase(P(1), P(2));
      expect(await people.findOne({ _id: 1 })).toMatchObject({ app: { note: 'ours' }, marketo: { state: 'erased' } });
      // Nobody was ever read under the other id: it is refused from now on all the same.
      expect((await persist(() => store.people.get(P(2))))?.marketo?.state).toBe('erased');
    });

    it('hold against every later write', async () => {
      const { store, erase } = await opened();
      await persist(() => store.people.apply([personWrite(1, qualifiedPart(5))], { evidence: 'resync' }));
      await erase(P(1));
      const late = personWrite(1, qualifiedPart(9, { firstName: MARK }), { isNew: true });
      await persist(() => store.people.apply([late], { evidence: 'bulkExtract' }));
      expect((await persist(() => store.people.get(P(1))))?.marketo).toMatchObject({ state: 'erased' });
      expect(
        await persist(() => store.salesActivities.intake([sent('late', { personId: 1 }), sent('ok', { personId: 2 })])),
      )
        // A lost answer makes an activity that is known already of one that was accepted.
        .toEqual(['erased', expect.stringMatching(/accepted|known/)]);
      expect(await persist(() => store.salesActivities.get(activityId('late')))).toBeNull();
    });

    it('take what was written beside them with the next look', async () => {
      const { store, erase, marked } = await opened();
      await persist(() => store.people.apply([personWrite(1, qualifiedPart(5))], { evidence: 'resync' }));
      await persist(() => store.erasures.begin([P(1)], BY));
      await erase(P(1));
      // As a turn does that had read everything before the mark.
      const write = personWrite(1, qualifiedPart(9), {
        changes: [change('firstName', 'Ada', MARK)],
        alias: { asOf: qualifiedPart(9).asOf, winner: P(3) },
      });
      await persist(() => store.people.apply([write], { evidence: 'leadChange' }));
      await persist(() => store.panels.put([{ id: P(1), group: 'marketing', part: panelPart(MARK) }]));
      expect((await marked()).toSorted()).toEqual(['panels', 'peopleHistory']);
      await persist(() => store.erasures.finish([P(1)], later(1)));
      expect(await marked()).toEqual([]);
      expect(await persist(() => store.people.get(P(1)))).not.toHaveProperty('alias');
    });

    it('are of everybody whom Marketo’s merge records call the same person', async () => {
      const { store } = await opened();
      const gone = (id: number, winner: number) =>
        personWrite(id, qualifiedPart(id, { state: 'merged', leftAt: AT }), {
          alias: { asOf: qualifiedPart(id).asOf, winner: P(winner) },
        });
      const writes = [gone(1, 3), gone(2, 1), personWrite(3, qualifiedPart(3)), personWrite(4, qualifiedPart(4))];
      // One whom Marketo gave back is somebody else.
      const back = personWrite(5, qualifiedPart(5), { alias: { asOf: qualifiedPart(4).asOf, winner: P(3) } });
      // One whose departure the brake holds is the same one all the same.
      const held = personWrite(6, qualifiedPart(6), { alias: { asOf: qualifiedPart(7).asOf, winner: P(3) } });
      await persist(() => store.people.apply([...writes, back, held], { evidence: 'merge' }));
      for (const id of [1, 2, 3, 6])
        expect((await persist(() => store.erasures.preview([P(id)]))).ids).toEqual([1, 2, 3, 6].map(P));
      expect((await persist(() => store.erasures.preview([P(4)]))).ids).toEqual([P(4)]);
    });

    it('end what was still to be sent, and leave what was', async () => {
      const { store, erase } = await opened();
      const { salesActivities } = store;
      await persist(() => salesActivities.intake([sent('a', { personId: 1 }), sent('b', { personId: 1 })]));
      const take = { vendor: 'marketo', batch: 'x', limit: 1, now: AT } as const;
      await persist(() => salesActivities.claim(take));
      await erase(P(1));
      const states = await Promise.all(['a', 'b'].map((id) => persist(() => stateOf(store, id, 'marketo'))));
      // Where the answer to a claim is lost, its repetition may have taken the other one too.
      expect(states.filter((state) => state !== 'skipped' && state !== 'sending')).toEqual([]);
      // A call under way ends its own; one that is never heard of is over with the next look.
      await persist(() => salesActivities.expire(later(1)));
      await persist(() => store.erasures.finish([P(1)], later(1)));
      for (const id of ['a', 'b']) {
        const record = await persist(() => salesActivities.get(activityId(id)));
        expect(record?.branches.marketo?.status).toEqual({ state: 'skipped', reason: 'erased' });
        expect(record?.activity).toMatchObject({ id, type: 'emailSent', personId: 1, emailSubject: '' });
      }
    });

    it('are known by the Lead and the Contact too, by either form of their ids, when they are done', async () => {
      const { store, erase } = await opened();
      const who = { salesforceLeadId: '00Q000000000001', salesforceContactId: '003000000000001AAA' };
      await persist(() => store.people.apply([personWrite(1, qualifiedPart(5, who))], { evidence: 'resync' }));
      const asked = ['00Q000000000001AAA', '003000000000001AAA', '00Q000000000002AAA'];
      expect(await persist(() => store.erasures.whoAmong(asked))).toEqual(new Set());
      await erase(P(1));
      await persist(() => store.erasures.finish([P(1)], later(24)));
      expect(await persist(() => store.erasures.whoAmong(asked))).toEqual(new Set(asked.slice(0, 2)));
      expect(await persist(() => store.erasures.whoAmong([]))).toEqual(new Set());
    });

    it('keep a task’s link, so that it never comes back from Salesforce', async () => {
      const { store, erase } = await opened();
      const linked = { ...linkedTask(), personId: null, whoId: '00Q000000000001AAA' };
      await persist(() => store.tasks.adopt([linked]));
      const who = qualifiedPart(5, { salesforceLeadId: '00Q000000000001' });
      await persist(() => store.people.apply([personWrite(1, who)], { evidence: 'resync' }));
      await erase(P(1));
      const [task] = [...(await persist(() => store.tasks.bySalesforceIds([TASK_ID]))).values()];
      if (task === undefined) throw new Error('the link is gone');
      expect(task).toMatchObject({
        name: 'Erased',
        details: null,
        due: null,
        whoId: null,
        salesforce: { agreed: null },
      });
      const theirs = rowOf(linkedTask(), { subject: MARK, details: MARK });
      expect(pulled(task, theirs, { rules: RULES, seller: SELLER, now: AT })).toBeNull();
      expect(bareTask(task, AT)).toBeNull();
      expect((await persist(() => store.tasks.unsent(() => true, '', 10))).tasks).toEqual([]);
      expect(await persist(() => store.tasks.list({}, '', 10))).toEqual([]);
      await expect(persist(() => store.tasks.edit('task-1' as TaskId, { name: MARK }))).rejects.toMatchObject({
        key: 'task.deleted',
      });
    });
  });

  describe('opt-outs of the erased', () => {
    const address = 'Zaphod@Example.com';
    const optOut = { at: AT, source: 'salesforce', by: null, reason: null } as const;
    async function erasedOptOut() {
      const all = await opened();
      const { store } = all;
      const write = personWrite(1, qualifiedPart(5, { email: address }));
      await persist(() => store.people.apply([write], { evidence: 'resync' }));
      await persist(() => store.unsubscribes.add([{ address, optOut }]));
      await all.erase(P(1));
      await persist(() => store.erasures.finish([P(1)], later(24)));
      return all;
    }

    it('still block, without the address', async () => {
      const { store, marked } = await erasedOptOut();
      expect(await marked()).toEqual([]);
      const read = await persist(() => store.unsubscribes.read([' ZAPHOD@example.com', 'ford@example.com']));
      expect([...read]).toEqual([['zaphod@example.com', { since: AT, source: 'salesforce', reason: null }]]);
      expect((await persist(() => store.unsubscribes.getMany([address]))).get('zaphod@example.com')).toMatchObject({
        optedOut: true,
      });
      expect(await persist(() => store.unsubscribes.list('', 10, { all: true }))).toEqual([]);
    });

    it('are not stored with the address again by whoever says so once more', async () => {
      const { store, marked } = await erasedOptOut();
      const outcome = await persist(() => store.unsubscribes.add([{ address, optOut }]));
      expect(outcome).toEqual({ added: [], known: ['zaphod@example.com'] });
      expect(await marked()).toEqual([]);
    });

    it('end with a resubscribe, and an opt-out after it is one as any other', async () => {
      const { store } = await erasedOptOut();
      const by = { at: later(30), by: 'admin', reason: 'asked' };
      await persist(() => store.unsubscribes.resubscribe([address], by));
      expect((await persist(() => store.unsubscribes.read([address]))).size).toBe(0);
      await persist(() => store.unsubscribes.add([{ address, optOut: { ...optOut, at: later(31) } }]));
      expect((await persist(() => store.unsubscribes.list('', 10))).map((one) => one.address)).toEqual([
        'zaphod@example.com',
      ]);
    });

    it('keep the address as long as another person has it', async () => {
      const { store, erase } = await opened();
      const writes = [1, 2].map((id) => personWrite(id, qualifiedPart(5, { email: address })));
      await persist(() => store.people.apply(writes, { evidence: 'resync' }));
      await persist(() => store.unsubscribes.add([{ address, optOut }]));
      await erase(P(1));
      await persist(() => store.erasures.finish([P(1)], later(24)));
      expect(await persist(() => store.unsubscribes.count())).toBe(1);
      await persist(() => store.erasures.begin([P(2)], BY));
      await persist(() => store.erasures.finish([P(2)], later(24)));
      expect(await persist(() => store.unsubscribes.count())).toBe(0);
      expect((await persist(() => store.unsubscribes.read([address]))).size).toBe(1);
    });
  });
}

function panelPart(title: string): PanelPart {
  const entry = { id: 'e', at: AT, kind: 'formFilled', title, details: {} } as const;
  return { askedAt: AT, wholeAt: AT, types: [2], entries: [entry] };
}

/** Something personal of one person in every place there is. */
async function fill({ store }: Pick<OpenedStore, 'store'>, id: number, mark = MARK): Promise<void> {
  const email = `${mark}@example.com`;
  const part = qualifiedPart(5, { firstName: mark, lastName: mark, email });
  const write = personWrite(id, part, { changes: [change('lastName', 'Byron', mark)] });
  await persist(() => store.people.apply([write], { evidence: 'leadChange' }));
  const now = new Date();
  const activities = [
    { ...sent(`sent-${id}`, { personId: id, emailSubject: mark }), occurredAt: now },
    { ...kindOf('emailBounced', `bounced-${id}`, { personId: id, email, details: mark }), occurredAt: now },
  ];
  await persist(() => store.salesActivities.intake(activities));
  await persist(() => store.panels.put([{ id: P(id), group: 'marketing', part: panelPart(mark) }]));
  const task = { ...unsentTask({ name: mark, details: mark }, `task-${id}`), personId: P(id) };
  await persist(() => store.tasks.create(task));
  await persist(() =>
    store.suspects.put([{ id: P(id), kind: 'suspect', hint: 'none', since: AT, until: AT, nextAt: AT }]),
  );
}

/** Names of the collections that hold this text anywhere. */
export async function collectionsWith(db: OpenedStore['db'], text: string): Promise<string[]> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const found = await Promise.all(
    names.map(async (name) => {
      const documents = await db.collection(name).find().toArray();
      return JSON.stringify(documents).toLowerCase().includes(text) ? [name] : [];
    }),
  );
  return found.flat();
}
