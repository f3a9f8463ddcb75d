import type { Clock } from '../../model/ports.ts';
import type { SalesforceClient } from '../../salesforce/index.ts';
import type { Store } from '../../store/types.ts';

export type OptOutSalesforce = Pick<SalesforceClient, 'describe' | 'query' | 'update' | 'serverTime'>;

/** What the activity functions of the unsubscribes' flows work with. */
export interface UnsubscribeDeps {
  store: Pick<Store, 'unsubscribes' | 'settings' | 'peopleState' | 'failures' | 'serverTime'>;
  /** null: not connected. */
  salesforce: OptOutSalesforce | null;
  clock: Pick<Clock, 'now'>;
  /** From 0 to 1: spreads what met a lock. */
  random: () => number;
  /** Aborted: the worker is told to stop, and no further call begins. */
  stopping: AbortSignal;
}
