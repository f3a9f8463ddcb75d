import type { Client } from '@temporalio/client';
import { AppError } from '../model/errors/app-error.ts';
import type { QuotaLimits } from '../model/quota.ts';
import type { OptOutReader } from '../model/unsubscribe/reader.ts';
import type { AuditFilter, AuditPage, AuditPlace, Store } from '../store/types.ts';
import { createAccess } from './access/index.ts';
import { createAlerts } from './alerts/index.ts';
import { createCheck } from './check/index.ts';
import type { MarketoReads } from './check/ports.ts';
import { createFailures } from './failures/index.ts';
import { createFlows } from './flows.ts';
import { createFlowsOverview } from './flows-overview.ts';
import { createPanel } from './panel/index.ts';
import type { PanelMarketo, PanelSalesforce } from './panel/ports.ts';
import { peopleFlows } from './people/flows.ts';
import { createPeople } from './people/index.ts';
import { createRepair } from './repair.ts';
import { createFollower } from './sales-activities/follow.ts';
import { createSalesActivities } from './sales-activities/index.ts';
import type { LogResult } from './sales-activities/log.ts';
import { createSellers } from './sellers/index.ts';
import { createSettings } from './settings.ts';
import { createSettingEffects } from './settings-effects.ts';
import { createStatus } from './status.ts';
import { wakeTasks } from './tasks/flow.ts';
import { createTasks } from './tasks/index.ts';
import { unsubscribeFlows } from './unsubscribes/flows.ts';
import { createUnsubscribes } from './unsubscribes/index.ts';
import { createWake } from './wake-flows.ts';

/** What a client is made of. Who passes it in closes it; `connectActionsSync` does both. */
export interface ActionsSyncClientOptions {
  /** Temporal's own client, with the namespace of the workers. */
  temporal: Client;
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Who acts, for the audit log: a user name, never an address. */
  by: string;
  /** A Marketo client for what is read live; left out: Marketo is not connected. */
  marketo?: (MarketoReads & PanelMarketo) | undefined;
  /** A Salesforce client, for an opportunity's panel; left out: it is not connected. */
  salesforce?: PanelSalesforce | undefined;
  /** Salesforce, asked before a resubscribe and after a restore; left out: it is not connected. */
  optOuts?: OptOutReader | null;
  /** The workers' own, for the quota that `status` shows; the defaults of the environment where left out. */
  limits?: QuotaLimits | undefined;
}

/**
 * How apps and the command line reach the sync. What is on or off is written to MongoDB first, then the workflow is
 * started or woken, so that a wiped Temporal or a lost signal changes nothing. Makes no connection of its own. Make one for
 * each process and keep it: callers share its calls to the vendors.
 */
export function createActionsSyncClient(options: ActionsSyncClientOptions) {
  const { temporal, store, instance, by, marketo, salesforce, optOuts = null, limits } = options;
  const common = { temporal, store, instance, by };
  const people = peopleFlows(temporal, instance);
  const unsubscribes = unsubscribeFlows(temporal, instance, store);
  const activities = createSalesActivities({
    ...{ temporal, store, instance },
    wakeUnsubscribes: () => unsubscribes.pushWaiting(),
  });
  const wakeTasksFlow = () => wakeTasks(temporal, instance);
  const flows = createFlows({ ...common, people, activities, unsubscribes });
  const optedOut = createUnsubscribes({ store, flows: unsubscribes, optOuts, by });

  return {
    /** The people sync: start, pause, resume, cancel, read again, compare, approve. */
    people: createPeople({ ...common, flows: people, ensureFlows: flows.ensureFlows }),
    /** After MongoDB was restored, or Marketo has moved to another address. */
    repair: createRepair({ ...common, optOuts, ensureFlows: flows.ensureFlows }),
    /** Sales activities: log them, see how far each is. */
    activities: activities.actions,
    /**
     * Logs one sales activity, as `activities.log`. @throws AppError `store.*`: nothing is known to be stored; repeat it with
     * the same id, which stores it once
     */
    async logSalesActivity(value: unknown): Promise<LogResult> {
      const [result] = await activities.actions.log([value]);
      if (result === undefined) throw new AppError('unexpected');
      return result;
    },
    /** What failed in all flows and has not worked since: list, show, retry, dismiss. */
    failures: createFailures({
      ...{ store, by, wake: createWake(common) },
      follower: () => createFollower(async () => activities.following),
    }),
    /** Who must not be mailed: add, show, resubscribe, compare with Salesforce. */
    unsubscribes: optedOut,
    /** Reminder tasks of sellers, both ways with Salesforce. */
    tasks: createTasks({ store, instance, wake: wakeTasksFlow }),
    /** The users of the sales app: who they are in Salesforce, whose reminder tasks are synced. */
    sellers: createSellers({ store, by, wake: wakeTasksFlow }),
    /** Whether addresses may be mailed now (docs/check.md). */
    mayEmail: createCheck({ store, marketo: marketo ?? null }).mayEmail,
    /** What people did in the last 90 days (docs/panel.md). */
    getPanel: createPanel({ store, instance, marketo, salesforce }),
    /** Settings by their public keys (docs/settings.md). */
    settings: createSettings({ store, by }),
    /** Who did what, the latest first, beyond a place: up to `limit`; nothing personal. */
    audit: (filter: AuditFilter, after: AuditPlace | null, limit: number): Promise<AuditPage> =>
      store.audit.page(filter, after, limit),
    /** How all flows stand; reads MongoDB alone. @throws AppError `store.*` */
    status: createStatus({ store, limits, unsubscribes: optedOut }),
    /** Who may call the HTTP API (docs/api-access.md). */
    access: createAccess({ store, by }),
    /** What MongoDB says of each flow, and whether Temporal has a run of it. @throws AppError `store.*` */
    flowsOverview: createFlowsOverview({ ...common, activities, unsubscribes }),
    /** What needs somebody now (docs/alerts.md). */
    alerts: createAlerts({ store }),
    ...flows,
    ...createSettingEffects({ ...common, unsubscribes }),
  };
}

/** What an app calls: one member for each part of the sync. */
export interface ActionsSyncClient extends ReturnType<typeof createActionsSyncClient> {}
