import { SENDING_FOR_MS } from '../../model/sales-activity/branch.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { Store } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';
import { activityId, atSecond, event, stateOf } from './sales-activities.ts';

const BOTH = { logEmails: true, logReplies: true, logCalls: true };

/** What the contract's tests do with sales activities, each step again until its answer came. */
export function salesActivitySteps(open: () => Promise<OpenedStore>) {
  async function openBoth(): Promise<OpenedStore> {
    const opened = await open();
    await persist(() => opened.store.migrate());
    await persist(() => opened.store.settings.setSalesforce(BOTH, 'admin'));
    return opened;
  }
  const taking = (store: Store, ...activities: Parameters<Store['salesActivities']['intake']>[0]) =>
    persist(() => store.salesActivities.intake(activities));
  /** As if their workflows had been started. */
  const starting = (store: Store, ...ids: string[]) =>
    persist(() => store.salesActivities.markStarted(ids.map(activityId), atSecond(0)));
  const state = (store: Store, id: string, vendor: Vendor) => persist(() => stateOf(store, id, vendor));
  const applying = (store: Store, ...changes: Parameters<Store['salesActivities']['apply']>[0]) =>
    persist(() => store.salesActivities.apply(changes));

  /** Claims until the row is claimed: a claim whose answer was lost is made good by time. */
  async function claimAll(store: Store, vendor: Vendor, batch: string, limit = 300) {
    const { salesActivities } = store;
    for (let attempt = 1; ; attempt++) {
      const name = attempt === 1 ? batch : `${batch}-${attempt}`;
      try {
        const claimed = await salesActivities.claim({ vendor, batch: name, limit, now: atSecond(0) });
        return { batch: name, claimed };
      } catch (error) {
        if (attempt === 40) throw error;
        const lost = await persist(() => salesActivities.list({ state: 'sending' }, '', 10_000));
        const mine = lost.filter((row) => row.batch === name);
        const gone = mine.map(({ id }) => event(id, vendor, { kind: 'expire', now: atSecond(SENDING_FOR_MS / 1_000) }));
        await applying(store, ...gone);
        await applying(store, ...mine.map(({ id }) => event(id, vendor, { kind: 'absent', batch: name })));
      }
    }
  }
  return { openBoth, taking, starting, state, applying, claimAll };
}
