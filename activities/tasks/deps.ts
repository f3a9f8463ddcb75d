import type { Clock } from '../../model/ports.ts';
import type { SalesforceClient } from '../../salesforce/index.ts';
import type { Store } from '../../store/types.ts';

/** Salesforce as the flow of reminder tasks uses it. */
export type TaskSalesforce = Pick<
  SalesforceClient,
  'describe' | 'query' | 'deleted' | 'upsert' | 'update' | 'remove' | 'serverTime'
>;

/** What the activity functions of the reminder tasks' flow work with. */
export interface TaskDeps {
  store: Pick<
    Store,
    'tasks' | 'erasures' | 'tickets' | 'people' | 'peopleState' | 'sellers' | 'settings' | 'failures' | 'serverTime'
  >;
  /** null: not connected. */
  salesforce: TaskSalesforce | null;
  clock: Pick<Clock, 'now'>;
  /** `ACTIONS_SYNC_INSTANCE`: part of each key. */
  instance: string;
}
