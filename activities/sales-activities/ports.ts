import type { PersonDocument } from '../../model/person.ts';
import type { Clock } from '../../model/ports.ts';
import type { BranchAnswer } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { BranchChanged, ClaimedRow } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';

/** What goes to a vendor: an activity whose person is known. */
export interface Sendable extends ClaimedRow {
  person: PersonDocument;
}

/** What a look-up says of an activity that may have been sent. */
export type LookedUp = { kind: 'found'; reference: string | null } | { kind: 'absent' };

/** One vendor, as the sender sees it. One bad record never fails its neighbours. */
export interface SalesActivitySender {
  vendor: Vendor;
  /** Most activities of one call. */
  perCall: number;
  /** How long after its claim an activity may not be there yet although it was sent: the call, and the vendor's delay. */
  visibleAfterMs(): Promise<number>;
  /**
   * One call, which ends within 90 s. @returns an answer by id; one left out is `unknown`
   * @throws when nothing is known of any of them
   */
  send(activities: readonly Sendable[], options: SendOptions): Promise<Answers>;
  /** @returns by id what surely is or is not there; one left out is asked for again later */
  lookUp(
    activities: readonly Sendable[],
    options: { signal: AbortSignal },
  ): Promise<ReadonlyMap<SalesActivityId, LookedUp>>;
}

export interface SendOptions {
  signal: AbortSignal;
  /** By the worker's clock. A call that could not leave by then never does: look-ups count on it. */
  startBy: Date;
  /** Takes what may be done once the answers are stored; it never throws, and a crash may lose it. */
  afterwards: (work: (signal: AbortSignal) => Promise<void>) => void;
}

export type Answers = ReadonlyMap<SalesActivityId, BranchAnswer>;

export interface SenderDeps {
  store: Pick<Store, 'salesActivities' | 'people' | 'serverTime'>;
  clock: Pick<Clock, 'now'>;
  sender: SalesActivitySender;
  /**
   * Tells the workflows of these activities, without being waited for: no call is late because Temporal is. One that is
   * not told looks by itself in time.
   */
  tell: (changed: readonly BranchChanged[]) => void;
}
