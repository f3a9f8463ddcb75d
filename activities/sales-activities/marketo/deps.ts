import type { MarketoClient } from '../../../marketo/index.ts';
import type { Clock } from '../../../model/ports.ts';
import type { Store } from '../../../store/types.ts';

export interface MarketoSenderDeps {
  marketo: Pick<MarketoClient, 'customActivities' | 'leadsByIds'>;
  store: Pick<Store, 'activityTypes' | 'people' | 'settings'>;
  clock: Pick<Clock, 'now'>;
  /** `ACTIONS_SYNC_INSTANCE`: part of each event id. */
  instance: string;
}
