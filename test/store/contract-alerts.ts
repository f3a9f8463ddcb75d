import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../model/alerts/transition.ts';
import type { TaskId } from '../../model/task/id.ts';
import { claimed, refused } from '../../model/task/steps.ts';
import type { AlertRow } from '../../store/alerts/types.ts';
import type { TaskStep } from '../../store/tasks/types.ts';
import type { Store } from '../../store/types.ts';
import { RULES, SELLER, unsentTask } from '../model/task/tasks.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH } from './people.ts';
import { persist } from './persist.ts';
import { event, sent } from './sales-activities.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);
const LONG_AGO = new Date(0);

const state = (change: Partial<AlertState> = {}): AlertState => ({
  ...{ alert: 'lag/tasks', firing: true, key: 'alerts.late', value: 1_200, limit: 900 },
  ...{ since: at(0), turningSince: null, firedAt: at(1), clearedAt: null },
  ...change,
});

export function alertsContract(open: () => Promise<OpenedStore>): void {
  describe('alerts', () => {
    const stored = async (store: Store): Promise<AlertRow | null> =>
      (await persist(() => store.alerts.list())).find((row) => row.state.alert === 'lag/tasks') ?? null;

    /** As an evaluator does: looks, and moves what it has seen; one that lost looks again. */
    async function moved(store: Store, wanted: AlertState): Promise<void> {
      await persist(async () => {
        const from = await stored(store);
        if (from?.state.value === wanted.value) return;
        await store.alerts.move(from, { state: wanted, notices: [] });
      });
    }

    it('are stored with what is to be told of them, and moved by who has seen the newest', async () => {
      const { store } = await open();
      expect(await stored(store)).toBeNull();
      await moved(store, state({ value: 1 }));
      const first = await stored(store);
      expect(first).toMatchObject({ state: state({ value: 1 }), notices: [], seq: 1 });
      await moved(store, state({ value: 2, firing: false }));
      expect(await persist(() => store.alerts.move(first, { state: state({ value: 3 }), notices: [] }))).toBe(false);
      expect(await persist(() => store.alerts.move(null, { state: state({ value: 4 }), notices: [] }))).toBe(false);
      expect(await stored(store)).toMatchObject({ state: { value: 2, firing: false }, seq: 2 });
    });

    it('of a newer version are left out', async () => {
      const { store, db } = await open();
      await db.collection<{ _id: string }>('alerts').insertOne({ _id: 'moon/full' });
      expect(await persist(() => store.alerts.list())).toEqual([]);
    });

    it('see what waits longest at a vendor, what was refused, and what failed lately', async () => {
      const { store } = await open();
      const { alerts, salesActivities } = store;
      expect(await persist(() => alerts.oldestActivity('marketo'))).toBeNull();
      const ids = ['a-1', 'a-2', 'a-3'];
      await persist(() => salesActivities.intake(ids.map((id) => sent(id))));
      const oldest = await persist(() => alerts.oldestActivity('marketo'));
      expect(oldest).toEqual({ since: expect.any(Date), error: null });
      expect(await persist(() => alerts.oldestActivity('salesforce'))).toBeNull();
      const park = (id: string, reason: string) => event(id, 'marketo', { kind: 'park', until: at(9), reason });
      const fail = event('a-3', 'marketo', { kind: 'fail', error: 'marketo.1003' });
      await persist(() => salesActivities.apply([park('a-1', 'marketo.603'), park('a-2', 'personUnknown'), fail]));
      // One waits by rule, one for a person to retry it.
      expect(await persist(() => alerts.oldestActivity('marketo'))).toMatchObject({ error: 'marketo.603' });
      const refused = (reasons: string[]) => persist(() => alerts.refusedActivity('marketo', reasons));
      expect(await refused(['marketo.601', 'marketo.603'])).toMatchObject({ key: 'marketo.603' });
      expect(await refused(['marketo.601'])).toBeNull();
      expect(await persist(() => alerts.failedActivities('marketo', LONG_AGO))).toBe(1);
      expect(await persist(() => alerts.failedActivities('marketo', new Date(Date.now() + 3_600_000)))).toBe(0);
    });

    it('see the reminder task that waits longest, of sellers for whom the sync is on, and what was refused lately', async () => {
      const { store } = await open();
      await persist(() => store.migrate());
      const { alerts, tasks } = store;
      const oldestOf = (...sellers: string[]) => persist(() => alerts.oldestTask((one) => sellers.includes(one)));
      for (const id of ['task-1', 'task-2']) await persist(() => tasks.create(unsentTask({}, id)));
      const first = await oldestOf(SELLER);
      expect(first).toBeInstanceOf(Date);
      expect(await oldestOf('someone@example.com')).toBeNull();
      const now = await persist(() => store.serverTime());
      const step = (id: string, change: TaskStep) => persist(() => tasks.change(new Map([[id as TaskId, change]])));
      for (const id of ['task-1', 'task-2']) {
        await step(id, (task) => claimed(task, { batch: id, now, rules: RULES }));
        await step(id, (task) => refused(task, { batch: id, error: 'salesforce.INVALID_FIELD', at: now }));
      }
      // They stand where the others wait, for a person.
      expect(await oldestOf(SELLER)).toBeNull();
      expect(await persist(() => alerts.refusedTasks(new Date(now.getTime() - 60_000)))).toBe(2);
      expect(await persist(() => alerts.refusedTasks(new Date(now.getTime() + 60_000)))).toBe(0);
    });

    it('see the oldest unsubscribe that Salesforce has to be told, and why it waits', async () => {
      const { store } = await open();
      await persist(() => store.migrate());
      const { alerts, unsubscribes } = store;
      expect(await persist(() => alerts.oldestPush())).toBeNull();
      const optOut = { at: at(1), source: 'manual', by: 'ada', reason: null } as const;
      await persist(() => unsubscribes.add([{ address: 'ann@example.com', optOut }]));
      expect(await persist(() => alerts.oldestPush())).toMatchObject({ error: null });
      const now = await persist(() => store.serverTime());
      const [row] = await persist(() => unsubscribes.claim({ batch: 'one', limit: 1, now }));
      if (row === undefined) throw new Error('nothing to claim');
      const error = 'salesforce.INVALID_LOGIN';
      await persist(() => unsubscribes.settle([{ row, outcome: { kind: 'parked', until: at(9), error } }]));
      expect(await persist(() => alerts.oldestPush())).toMatchObject({ error });
    });
  });
}
