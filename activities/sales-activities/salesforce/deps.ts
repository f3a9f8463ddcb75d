import type { Clock } from '../../../model/ports.ts';
import type { SalesforceClient } from '../../../salesforce/index.ts';
import type { Store } from '../../../store/types.ts';

export interface SalesforceSenderDeps {
  salesforce: Pick<SalesforceClient, 'describe' | 'query' | 'upsert' | 'update' | 'byKeys'>;
  store: Pick<Store, 'people' | 'settings' | 'salesActivities' | 'sellers' | 'failures'>;
  clock: Pick<Clock, 'now'>;
  /** From 0 to 1: spreads what met a lock. */
  random: () => number;
  /** `ACTIONS_SYNC_INSTANCE`: part of each key. */
  instance: string;
}
