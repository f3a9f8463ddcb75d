import type { MarketoId } from '../../model/ids.ts';
import type { Branch, BranchEvent, BranchState, BranchStatus } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { SalesActivityKind, Vendor } from '../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { SalesforceWork } from '../../model/sales-activity/plan.ts';

/**
 * accepted   stored now           known  stored before with the same content
 * different  another activity was stored under this id before, and stays
 * erased     the person was erased: nothing of it is stored
 */
export type IntakeOutcome = 'accepted' | 'known' | 'different' | 'erased';

/** A stored sales activity and how far each vendor is; no branch: that vendor is not told. */
export interface SalesActivityRecord {
  activity: SalesActivity;
  acceptedAt: Date;
  salesforceWork: SalesforceWork[];
  branches: Partial<Record<Vendor, BranchView>>;
}

/** How far one vendor is with an activity. */
export interface BranchView {
  status: BranchStatus;
  tries: number;
}

/** A branch that is not over, by its record's id. */
export interface OutboxRow extends Branch {
  id: SalesActivityId;
  vendor: Vendor;
  personId: MarketoId;
  acceptedAt: Date;
  /** When its branch moved last: of a failed one, when it failed. */
  changedAt: Date;
}

/** What a sender gets: the row as it was claimed, and what to send. */
export interface ClaimedRow {
  row: OutboxRow;
  activity: SalesActivity;
  salesforceWork: SalesforceWork[];
}

export interface BranchChange {
  id: SalesActivityId;
  vendor: Vendor;
  event: BranchEvent;
}

/** The branch afterwards; `changed: false`: the event does not concern it, or the branch is over. */
export interface BranchChanged {
  id: SalesActivityId;
  vendor: Vendor;
  changed: boolean;
  status: BranchStatus | null;
}

export interface BranchAt {
  id: SalesActivityId;
  vendor: Vendor;
  status: BranchStatus;
}

/** An activity without a workflow; a branch that was over before it could get one is among its branches too. */
export interface Unstarted {
  id: SalesActivityId;
  kind: SalesActivityKind;
  branches: BranchAt[];
}

/** By what a list of activities is narrowed. `state`: at the vendor named, or at any. */
export interface ActivityFilter {
  personId?: MarketoId | undefined;
  type?: SalesActivityKind | undefined;
  vendor?: Vendor | undefined;
  state?: BranchState | undefined;
}

/** A place in the list of all activities: those of one intake share their moment. */
export interface ActivityPlace {
  acceptedAt: Date;
  id: SalesActivityId;
}

/** Rows of one vendor in one state, for one reason where the state has reasons. */
export interface RowGroup {
  vendor: Vendor;
  state: BranchState;
  /** Of failed ones the error's key, of parked ones why they wait. */
  detail: string | null;
  count: number;
  /** When the oldest of them was accepted. */
  oldestAt: Date;
  /** When the first and the last of them came to this state. */
  firstAt: Date;
  lastAt: Date;
}

/** What one look of the sweep mended. */
export interface Swept {
  /** Intakes that a crash had left half done. */
  intakes: number;
  /** Rows whose outcome had not reached its record. */
  finished: number;
}

/**
 * Collections `salesActivities` (every activity, for ever) and `outbox` (branches that are not over). Each branch moves
 * by compare-and-set; the record is final before its row goes, and a claim looks at it: nothing is sent once it is done.
 * `now`: the database's own time (`Store.serverTime`), so that workers with different clocks agree.
 */
export interface SalesActivityStore {
  /**
   * Stores activities by their ids: records, then rows. The settings of this moment decide which vendors are told.
   * Repeating it changes nothing. @returns one outcome for each, in order
   */
  intake(activities: readonly SalesActivity[]): Promise<IntakeOutcome[]>;
  get(id: SalesActivityId): Promise<SalesActivityRecord | null>;
  /** By id; those that were never stored are left out. */
  getMany(ids: readonly SalesActivityId[]): Promise<Map<SalesActivityId, SalesActivityRecord>>;
  /**
   * Beyond a place, those accepted last first: up to `limit`, or fewer where those wanted are rare. `next` null: that was
   * the last page.
   */
  newest(
    filter: ActivityFilter,
    after: ActivityPlace | null,
    limit: number,
  ): Promise<{ records: SalesActivityRecord[]; next: ActivityPlace | null }>;
  /** Ascending by id. */
  stream(options?: { signal?: AbortSignal }): AsyncIterable<SalesActivityRecord>;
  /**
   * Takes up to `limit` pending rows, oldest first, whoever asked for them. `batch`: a fresh id of the call they are
   * for. A claim whose answer was lost is not repeated: its rows become `unknown` in time.
   */
  claim(request: { vendor: Vendor; batch: string; limit: number; now: Date }): Promise<ClaimedRow[]>;
  /**
   * Moves branches, at most one event for each; one that does not concern its branch leaves it alone, so repeating it
   * changes nothing. What is retried has no workflow from then on: see `unstarted`. @returns one result for each, in order
   */
  apply(changes: readonly BranchChange[]): Promise<BranchChanged[]>;
  /** The rows of some activities. */
  rows(ids: readonly SalesActivityId[]): Promise<OutboxRow[]>;
  /** What rows are about; one whose activity is not there is left out. */
  contents(rows: readonly OutboxRow[]): Promise<ClaimedRow[]>;
  /** Rows above a key (`<id>/<vendor>`), ascending; all, or those of a vendor, in a state, for a reason or an error. */
  list(
    filter: { vendor?: Vendor; state?: BranchState; reason?: string; error?: string },
    after: string,
    limit: number,
  ): Promise<OutboxRow[]>;
  /** Rows `sending` for too long become `unknown`. @returns them */
  expire(now: Date): Promise<OutboxRow[]>;
  /** Parked rows whose time is over, longest over first. */
  due(now: Date, limit: number): Promise<OutboxRow[]>;
  /** Of rows that wait for their person: those whose person has come go on, those that waited 7 days fail. */
  releaseArrived(now: Date): Promise<BranchChanged[]>;
  /** Remembers that these activities have their workflow. @returns how far their branches are now */
  markStarted(ids: readonly SalesActivityId[], at: Date): Promise<BranchAt[]>;
  /** Activities accepted before then that have no workflow yet, oldest first; also those that are over. */
  unstarted(acceptedBefore: Date, limit: number): Promise<Unstarted[]>;
  /** How many rows a claim would take, up to `limit`, and since when the oldest was accepted; null: none. */
  pending(vendor: Vendor, limit: number): Promise<{ count: number; oldestAt: Date } | null>;
  /** A number that grows with every call to a vendor: a database that knows less was restored from a backup. */
  sequence(vendor: Vendor): Promise<number>;
  /** Takes the next of these numbers. */
  nextSequence(vendor: Vendor): Promise<number>;
  /** Activities whose workflow has something to do now: parked and failed ones wait. */
  countBusy(): Promise<number>;
  /**
   * In a restored database: whatever is not over may have been sent, and is looked up first; so is what is taken from now
   * on but happened before, for it may have been taken and sent after the backup. @returns how many rows
   */
  doubtAll(now: Date): Promise<number>;
  /**
   * Takes the personal data out of activities from before then that no vendor is owed any more; the same activity is still
   * known. @returns how many, at most `limit`
   */
  strip(before: Date, limit: number): Promise<number>;
  /** Mends what a crash before then has left half done. */
  sweep(before: Date): Promise<Swept>;
  /** What is in the outbox; counted by the server in one pass, so that a million rows cost no memory here. */
  groups(): Promise<RowGroup[]>;
  /** Rows by vendor and state. */
  counts(): Promise<{ vendor: Vendor; state: BranchState; count: number }[]>;
}
