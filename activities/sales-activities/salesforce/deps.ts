import type { Clock } from '../../../model/ports.ts';
import type { SalesforceClient } from '../../../salesforce/index.ts';
import type { Store } from '../../../store/types.ts';
import type { OwnConnections } from './own-connections.ts';

export interface SalesforceSenderDeps {
  salesforce: Pick<SalesforceClient, 'describe' | 'query' | 'upsert' | 'update' | 'byKeys'>;
  store: Pick<Store, 'people' | 'settings' | 'salesActivities' | 'sellers' | 'failures'>;
  clock: Pick<Clock, 'now'>;
  /** Sellers' own connections; null or left out: there can be none. */
  ownConnections?: OwnConnections | null;
  /** From 0 to 1: spreads what met a lock. */
  random: () => number;
  /** `ACTIONS_SYNC_INSTANCE`: part of each key. */
  instance: string;
}
