import type { Client } from '@temporalio/client';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import type { ActivityFilter, ActivityPlace, SalesActivityRecord } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';
import { temporalErrors } from '../temporal-errors.ts';
import { type ActivitiesPage, listActivities } from './list.ts';
import { type LogResult, logSalesActivities } from './log.ts';
import { Starter } from './starter.ts';
import { activityWorkflows, startSenders } from './workflows.ts';

interface Options {
  temporal: Client;
  store: Store;
  instance: string;
  /** Who is to be told of what bounces have set. */
  wakeUnsubscribes?: () => Promise<void>;
}

/** The typed client's part for sales activities. */
export function createSalesActivities({ temporal, store, instance, wakeUnsubscribes = async () => {} }: Options) {
  const workflows = activityWorkflows(temporal, instance);
  const ensureSenders = async () => {
    await temporalErrors(async () => startSenders(temporal, instance, await vendorsWaited()));
  };
  const starter = new Starter({
    ...{ store, workflows },
    ensureSenders: async () => {
      await temporalErrors(wakeUnsubscribes);
      await ensureSenders();
    },
  });

  /** For whom something is not over yet. */
  async function vendorsWaited(): Promise<Vendor[]> {
    const counts = await store.salesActivities.counts();
    const waited = VENDORS.filter((vendor) => counts.some((row) => row.vendor === vendor));
    // Marketo's sender sweeps for both.
    return waited.length === 0 ? [] : [...new Set<Vendor>(['marketo', ...waited])];
  }

  return {
    vendorsWaited,
    ensureSenders,
    following: { store, workflows, ensureSenders },
    actions: {
      /**
       * Takes sales activities in the format of docs/sales-activity.schema.json. What is accepted is stored, and logged in
       * time whatever fails after that; the workflows follow on their own, a worker starts what this process does not.
       * @returns one result for each, in order; @throws AppError where MongoDB does not answer
       */
      async log(values: readonly unknown[]): Promise<LogResult[]> {
        const results = await logSalesActivities({ store, clock: { now: () => new Date() } }, values);
        if (results.some(({ result }) => result === 'accepted')) starter.kick();
        return results;
      },

      /** Resolves when no workflow is left to be started, or Temporal does not take them now. */
      started: (): Promise<void> => starter.settled(),

      /** Those accepted last first, beyond a place: up to `limit`. */
      list: (filter: ActivityFilter, after: ActivityPlace | null, limit: number): Promise<ActivitiesPage> =>
        listActivities(store, filter, after, limit),

      /** An activity and how far it is at each vendor; null: never logged. */
      show: (id: string): Promise<SalesActivityRecord | null> => store.salesActivities.get(id as SalesActivityId),
    },
  };
}
