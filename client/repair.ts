import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { newReconcile, type ReconcileReason } from '../model/reconcile.ts';
import { VENDORS } from '../model/sales-activity/kinds.ts';
import type { OptOutReader } from '../model/unsubscribe/reader.ts';
import type { PeopleState, Store } from '../store/types.ts';
import { workflowIds } from '../workflows/messages.ts';
import { newScan } from './people/scan.ts';
import { temporalErrors } from './temporal-errors.ts';
import { restoreOptOuts } from './unsubscribes/restore.ts';

/** More than any run of the sync takes between a backup and its restore (design section 4, `repair restore`). */
const TICKETS_AFTER_RESTORE = 1_000_000_000;

interface Options {
  temporal: Client;
  store: Store;
  instance: string;
  by: string;
  /** null: Salesforce is not connected. */
  optOuts: OptOutReader | null;
  /** Starts or wakes what is on. */
  ensureFlows: () => Promise<void>;
}

/** The typed client's part for what goes wrong around the sync. */
export function createRepair({ temporal, store, instance, by, optOuts, ensureFlows }: Options) {
  const ids = workflowIds(instance);

  /** A comparison in the place of any other: of those before it nobody knows what they missed. */
  async function compareAnew(reason: ReconcileReason, { scanId }: PeopleState): Promise<void> {
    if (scanId !== null) await store.reconcile.replace(newReconcile(reason, new Date()));
  }

  /** Its next run starts without the memory of this one; its place is in MongoDB. */
  async function endIfRunning(workflowId: string): Promise<void> {
    try {
      await temporal.workflow.getHandle(workflowId).terminate('repair restore');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  return {
    /**
     * After MongoDB was restored from a backup: lifts the tickets above all that were given out, has every sales activity
     * that is not over looked up before it is sent, forgets the sequence that the changes workflow remembers, and compares
     * everyone with Marketo; where not everyone has been read, that comes first. Before all of it, Salesforce's opt-outs
     * are read. @returns how many addresses these opted out that the backup has not; null: Salesforce is not connected
     */
    async restore(): Promise<{ optedOut: number | null }> {
      // First of all, so that nothing goes out if it fails: nobody is to get mail whom the backup has not as opted out.
      const optedOut = await restoreOptOuts(store, optOuts);
      // Their next runs start without the memory of these; what they send now is looked up like all else.
      await temporalErrors(async () => {
        for (const vendor of VENDORS) await endIfRunning(ids.sender(vendor));
        await endIfRunning(ids.unsubscribes);
        await endIfRunning(ids.tasks);
      });
      await store.tickets.raise(TICKETS_AFTER_RESTORE);
      const now = await store.serverTime();
      await store.salesActivities.doubtAll(now);
      await store.tasks.doubtAll(now);
      await store.peopleState.setTrouble('changes', null);
      const state = await store.peopleState.get();
      await compareAnew('restored', state);
      if (state.scanId !== null && state.initial !== 'complete')
        await store.peopleState.patch({ initial: 'running', ...newScan() });
      await store.audit.add({ action: 'repair.restore', by });
      await temporalErrors(async () => {
        await endIfRunning(ids.peopleChanges);
        await endIfRunning(ids.peoplePush);
      });
      await ensureFlows();
      return { optedOut };
    },

    /**
     * The Marketo instance has another address, as the caller has made sure: from now on the people count as read from
     * there, and everyone is compared.
     */
    async instance({ baseUrl, asked, agreed }: { baseUrl: string; asked: number; agreed: number }): Promise<void> {
      const state = await store.peopleState.get();
      await compareAnew('moved', state);
      await store.peopleState.patch({ marketoInstance: baseUrl });
      const details = { from: state.marketoInstance, to: baseUrl, asked, agreed };
      await store.audit.add({ action: 'repair.instance', by, details });
      await ensureFlows();
    },
  };
}
