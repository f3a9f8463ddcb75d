import { describe, expect, it } from 'vitest';
import type { Queue } from '../../store/depths.ts';
import type { Store } from '../../store/types.ts';
import { unsentTask } from '../model/task/tasks.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH } from './people.ts';
import { persist } from './persist.ts';
import { event, sent } from './sales-activities.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);

export function depthsContract(open: () => Promise<OpenedStore>): void {
  describe('depths', () => {
    const depths = async (store: Store, queue: Queue, most = 100) =>
      Object.fromEntries(await persist(() => store.depths.count(queue, most)));

    it('count what waits at each vendor, by state, and no further than they are asked to', async () => {
      const { store } = await open();
      const empty = { pending: 0, sending: 0, unknown: 0, parked: 0, failed: 0 };
      expect(await depths(store, 'sender-marketo')).toEqual(empty);
      const ids = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5'];
      await persist(() => store.salesActivities.intake(ids.map((id) => sent(id))));
      const park = event('a-1', 'marketo', { kind: 'park', until: at(9), reason: 'personUnknown' });
      const fail = event('a-2', 'marketo', { kind: 'fail', error: 'marketo.1003' });
      await persist(() => store.salesActivities.apply([park, fail]));
      expect(await depths(store, 'sender-marketo')).toEqual({ ...empty, pending: 3, parked: 1, failed: 1 });
      expect(await depths(store, 'sender-marketo', 2)).toMatchObject({ pending: 2, parked: 1 });
      expect(await depths(store, 'sender-salesforce')).toEqual(empty);
    });

    it('count reminder tasks and unsubscribes that Salesforce has to be told', async () => {
      const { store } = await open();
      await persist(() => store.migrate());
      for (const id of ['task-1', 'task-2']) await persist(() => store.tasks.create(unsentTask({}, id)));
      const optOut = { at: at(1), source: 'manual', by: 'ada', reason: null } as const;
      await persist(() => store.unsubscribes.add([{ address: 'ann@example.com', optOut }]));
      expect(await depths(store, 'tasks')).toEqual({ open: 2 });
      expect(await depths(store, 'unsubscribes')).toEqual({ waiting: 1, sending: 0, parked: 0 });
    });
  });
}
