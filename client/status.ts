import { readEnvironment } from '../model/env.ts';
import { type QuotaLimits, quotaLimits } from '../model/quota.ts';
import type { FailureRow, Store } from '../store/types.ts';
import { type PeopleStatus, readPeopleStatus } from './people/status.ts';
import { readActivitiesStatus, type VendorStatus } from './sales-activities/status.ts';
import { readTasksStatus, type TasksStatus } from './tasks/status.ts';
import type { UnsubscribeStatus } from './unsubscribes/index.ts';

/** All flows at one moment, as `actions-sync status` shows them. */
export interface SyncStatus {
  people: PeopleStatus;
  /** One entry for each vendor. */
  salesActivities: VendorStatus[];
  tasks: TasksStatus;
  unsubscribes: UnsubscribeStatus;
  /** What whole flows stumble over, the latest first, at most 20. */
  failures: FailureRow[];
}

interface Options {
  store: Store;
  /** What is left of Marketo's calls is counted against these; the defaults of the environment where left out. */
  limits?: QuotaLimits | undefined;
  unsubscribes: { status(): Promise<UnsubscribeStatus> };
}

const FAILURES_SHOWN = 20;

/** Asks MongoDB alone: it answers where Temporal and the vendors don't. */
export function createStatus({ store, limits = defaultLimits(), unsubscribes }: Options) {
  return async function status(): Promise<SyncStatus> {
    const [people, salesActivities, tasks, optOuts, failures] = await Promise.all([
      readPeopleStatus(store, limits),
      readActivitiesStatus(store),
      readTasksStatus(store),
      unsubscribes.status(),
      store.failures.list(FAILURES_SHOWN),
    ]);
    return { people, salesActivities, tasks, unsubscribes: optOuts, failures };
  };
}

function defaultLimits(): QuotaLimits {
  const { MARKETO_RATE_SHARE: rate, MARKETO_DAILY_SHARE: day, MARKETO_DAILY_CALLS: dailyCalls } = readEnvironment({});
  return quotaLimits({ rate, day, dailyCalls });
}
