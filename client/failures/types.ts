import type { ErrorText } from '../../model/errors/text.ts';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { FailureRow } from '../../store/types.ts';
import type { FailedActivity } from '../sales-activities/failures.ts';
import type { FailedTask } from '../tasks/failures.ts';
import type { FailedAddress } from '../unsubscribes/failures.ts';

/**
 * flow             the flow itself: it goes on by itself once the cause is gone
 * salesActivities  wait for a person, who retries or dismisses them
 * tasks            reminder tasks that Salesforce refused: wait for a person, who retries or changes them
 * addresses        opt-outs that Salesforce refused: told again by themselves
 */
export type FailureOf = 'flow' | 'salesActivities' | 'tasks' | 'addresses';

/** One error in all flows, with cause and fix. */
export interface Failure extends ErrorText {
  /** Of the registry, or of another version's. */
  key: string;
  firstAt: Date;
  lastAt: Date;
  /** Where; the latest first. */
  found: FailureFound[];
}

/** Where an error was met. */
export interface FailureFound {
  of: FailureOf;
  /** Such as `people-changes`; of records, the flow that handles them. */
  flow: string;
  /** Null: of both, or of neither. */
  vendor: Vendor | null;
  /** How often a flow has met it since it worked last; how many records there are now. */
  count: number;
  firstAt: Date;
  lastAt: Date;
  /** When it is tried again at the soonest; null: with the flow's next turn, or never without a person. */
  nextAt: Date | null;
  /** Of the last time, safe to show; records have none. */
  details: Record<string, unknown>;
}

/** What `show` gives: ids, times and tries, nothing personal. */
export type FailureRecord =
  | ({ of: 'flow' } & FailureRow)
  | ({ of: 'salesActivities'; flow: 'sales-activities' } & FailedActivity)
  | ({ of: 'tasks'; flow: 'tasks'; vendor: 'salesforce' } & FailedTask)
  | ({ of: 'addresses'; flow: 'unsubscribes'; vendor: 'salesforce' } & FailedAddress);

/** All that failed, less what each member given leaves out. */
export interface FailureSelection {
  /** Of an error. */
  key?: string | undefined;
  /** Records of one vendor alone, no flows. */
  vendor?: Vendor | undefined;
  /** Sales activities and reminder tasks alone. */
  ids?: readonly string[] | undefined;
}

/** Of each kind; a sales activity that failed at both vendors counts twice. */
export type FailureCounts = Record<Exclude<FailureOf, 'flow'>, number> & { flows: number };

export interface FailuresChanged extends FailureCounts {
  /** Of the registry: why not every workflow could be told. They go on all the same, some minutes later. Null: all were. */
  wakeError: string | null;
}

/** A place in the list of all failed records, nothing personal. */
export interface FailurePlace {
  of: FailureOf;
  /** The key of the last one given; of flows and addresses: how many were given. */
  after: string;
}

/** One page of failed records. */
export interface FailureRecordsPage {
  records: FailureRecord[];
  /** Null: that was the last page. */
  next: FailurePlace | null;
}
