import { describe, expect, it } from 'vitest';
import type { Task } from '../../model/task/task.ts';
import { linkedTask, unsentTask } from '../model/task/tasks.ts';
import type { OpenedStore } from './open.ts';
import { change, EPOCH, personId, personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';
import { activityId, DONE, event, sent } from './sales-activities.ts';

const soon = () => new Date(Date.now() + 60_000);

export function retentionContract(open: () => Promise<OpenedStore>): void {
  async function opened() {
    const all = await open();
    await persist(() => all.store.migrate());
    return all;
  }

  describe('what is kept no longer', () => {
    it('of the history goes, in bounded rounds, and newer changes stay', async () => {
      const { store } = await opened();
      const writes = [1, 2, 3].map((asOf) =>
        personWrite(1, qualifiedPart(asOf), { changes: [change('title', String(asOf), String(asOf + 1))] }),
      );
      for (const write of writes) await persist(() => store.people.apply([write], { evidence: 'resync' }));
      const before = new Date(EPOCH + 3);
      // One whose answer was lost finds less when it is asked again.
      expect(await persist(() => store.people.dropHistory(before, 1))).toBeLessThanOrEqual(1);
      await persist(() => store.people.dropHistory(before, 10));
      expect(await persist(() => store.people.dropHistory(before, 10))).toBe(0);
      expect((await persist(() => store.people.history(personId(1)))).map(({ ticket }) => ticket)).toEqual([3]);
    });

    it('of an activity is what it says, once no vendor is owed it; the same one is still known', async () => {
      const { store } = await opened();
      const { salesActivities } = store;
      const activities = [sent('done', { personId: 1 }), sent('open', { personId: 1 })];
      await persist(() => salesActivities.intake(activities));
      const now = new Date();
      const rows = await persist(() => salesActivities.claim({ vendor: 'marketo', batch: 'b', limit: 10, now }));
      if (rows.length === 0) return; // A claim whose answer was lost leaves nothing to answer.
      await persist(() =>
        salesActivities.apply([event('done', 'marketo', { kind: 'answer', batch: 'b', answer: DONE })]),
      );
      expect(await persist(() => salesActivities.strip(new Date(0), 10))).toBe(0);
      await persist(() => salesActivities.strip(soon(), 10));
      const records = await persist(() => salesActivities.getMany(['done', 'open'].map(activityId)));
      expect(records.get(activityId('done'))?.activity).toMatchObject({ id: 'done', emailSubject: '' });
      expect(records.get(activityId('done'))?.branches.marketo?.status).toEqual(DONE);
      expect(records.get(activityId('open'))?.activity).toEqual(activities[1]);
      expect(await persist(() => salesActivities.strip(soon(), 10))).toBe(0);
      expect(await persist(() => salesActivities.intake(activities))).toEqual(['known', 'known']);
    });

    it('of a task are its texts, but not before what was changed has gone out', async () => {
      const { store } = await opened();
      const complete = (task: Task): Task => ({
        ...task,
        status: 'complete',
        completed: { at: new Date(EPOCH), in: 'actions' },
      });
      await persist(() => store.tasks.adopt([complete(linkedTask({}, 'a')), complete(unsentTask({}, 'b'))]));
      await persist(() => store.tasks.create(unsentTask({}, 'c')));
      const strip = () => persist(() => store.tasks.strip(soon(), '', 10));
      await strip();
      expect(await strip()).toEqual({ stripped: 0, next: null });
      const tasks = await persist(() => store.tasks.list({ all: true }, '', 10));
      expect(tasks.map(({ id, name }) => `${id} ${name}`)).toEqual(['a Erased', 'b Call Ada', 'c Call Ada']);
      expect((await persist(() => store.tasks.strip(soon(), '', 1))).next).toBe('b');
    });

    it('of the audit log and of failures goes', async () => {
      const { store } = await opened();
      await persist(() => store.audit.add({ action: 'a', by: 'admin' }));
      await persist(() => store.failures.record({ flow: 'f', key: 'k', details: {} }));
      expect(await persist(() => store.audit.expire(new Date(0), 10))).toBe(0);
      expect(await persist(() => store.failures.expire(new Date(0), 10))).toBe(0);
      expect(await persist(() => store.audit.list(10))).not.toEqual([]);
      expect(await persist(() => store.failures.list(10))).not.toEqual([]);
      await persist(() => store.audit.expire(soon(), 10));
      await persist(() => store.failures.expire(soon(), 10));
      expect(await persist(() => store.audit.list(10))).toEqual([]);
      expect(await persist(() => store.failures.list(10))).toEqual([]);
    });
  });
}
