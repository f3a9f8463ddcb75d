import type { Client } from '@temporalio/client';
import { AppError } from '../model/errors/app-error.ts';
import type { OptOutReader } from '../model/unsubscribe/reader.ts';
import type { PeopleFlow, Store } from '../store/types.ts';
import { createCheck } from './check/index.ts';
import type { MarketoReads } from './check/ports.ts';
import { createFailures } from './failures/index.ts';
import { createFlows } from './flows.ts';
import { createPanel } from './panel/index.ts';
import type { PanelMarketo, PanelSalesforce } from './panel/ports.ts';
import { peopleFlows } from './people/flows.ts';
import { createPeople } from './people/index.ts';
import { createRepair } from './repair.ts';
import { createFollower } from './sales-activities/follow.ts';
import { createSalesActivities } from './sales-activities/index.ts';
import type { LogResult } from './sales-activities/log.ts';
import { createSettings } from './settings.ts';
import { createSettingEffects } from './settings-effects.ts';
import { wakeTasks } from './tasks/flow.ts';
import { createTasks } from './tasks/index.ts';
import { unsubscribeFlows } from './unsubscribes/flows.ts';
import { createUnsubscribes } from './unsubscribes/index.ts';
import { createWake } from './wake-flows.ts';

export interface ActionsSyncClientOptions {
  temporal: Client;
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Who acts, for the audit log: a user name, never an address. */
  by: string;
  /** A Marketo client (`createMarketoClient`) for what is read live; left out: Marketo is not connected. */
  marketo?: (MarketoReads & PanelMarketo) | undefined;
  /** A Salesforce client, for an opportunity's panel; left out: it is not connected. */
  salesforce?: PanelSalesforce | undefined;
  /** Salesforce, asked before a resubscribe and after a restore; left out: it is not connected. */
  optOuts?: OptOutReader | null;
}

export { type MailAnswer, type MailSummary, summarize } from '../model/mail-check/answer.ts';
export { quotaLimits } from '../model/quota.ts';
export type { MayEmailOptions } from './check/index.ts';
export type { StartOptions } from './people/index.ts';
export type { PeopleFlow };

/** An update carries its ids in the history: a few thousand are fine, a million are not. */
export const RESYNC_MAX_IDS = 3_000;

/**
 * How apps and the command line reach the sync. What is on or off is written to MongoDB first, then the workflow is
 * started or woken, so that a wiped Temporal or a lost signal changes nothing.
 */
export function createActionsSyncClient(options: ActionsSyncClientOptions) {
  const { temporal, store, instance, by, marketo, salesforce, optOuts = null } = options;
  const common = { temporal, store, instance, by };
  const people = peopleFlows(temporal, instance);
  const unsubscribes = unsubscribeFlows(temporal, instance, store);
  const activities = createSalesActivities({
    ...{ temporal, store, instance },
    wakeUnsubscribes: () => unsubscribes.pushWaiting(),
  });
  const flows = createFlows({ ...common, people, activities, unsubscribes });

  return {
    people: createPeople({ ...common, flows: people, ensureFlows: flows.ensureFlows }),
    repair: createRepair({ ...common, optOuts, ensureFlows: flows.ensureFlows }),
    activities: activities.actions,
    /** One sales activity, as `activities.log`. */
    async logSalesActivity(value: unknown): Promise<LogResult> {
      const [result] = await activities.actions.log([value]);
      if (result === undefined) throw new AppError('unexpected');
      return result;
    },
    failures: createFailures({
      ...{ store, by, wake: createWake(common) },
      follower: () => createFollower(async () => activities.following),
    }),
    unsubscribes: createUnsubscribes({ store, flows: unsubscribes, optOuts, by }),
    tasks: createTasks({ store, instance, wake: () => wakeTasks(temporal, instance) }),
    mayEmail: createCheck({ store, marketo: marketo ?? null }).mayEmail,
    getPanel: createPanel({ store, instance, marketo, salesforce }),
    settings: createSettings({ store, by }),
    ...flows,
    ...createSettingEffects({ ...common, unsubscribes }),
  };
}

export type ActionsSyncClient = ReturnType<typeof createActionsSyncClient>;
