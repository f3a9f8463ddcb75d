import type { Clock } from '../../model/ports.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { Store } from '../../store/types.ts';
import type { SalesActivitySender, SenderDeps } from './ports.ts';

/** What the activity functions of the sales activities' flows work with. */
export interface SalesActivityDeps {
  store: Pick<Store, 'salesActivities' | 'people' | 'peopleState' | 'failures' | 'serverTime'>;
  clock: Clock;
  /** null: not connected. */
  senders: Record<Vendor, SalesActivitySender | null>;
  tell: SenderDeps['tell'];
  /** Starts workflows of activities accepted before then that have none. @returns how many */
  startWaiting: (acceptedBefore: Date, signal: AbortSignal) => Promise<number>;
  /** Aborted: the worker is told to stop, and no further call begins. */
  stopping: AbortSignal;
}
