import { randomUUID } from 'node:crypto';
import type { MarketoId } from '../../model/ids.ts';
import { type FinalStatus, NEW_BRANCH, nextBranch } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { SalesforceWork } from '../../model/sales-activity/plan.ts';
import { restoredBatch } from './restored.ts';
import type { OutboxRow } from './types.ts';

/** A branch in its record: `open` as long as its row in the outbox says how far it is. */
export type StoredBranch = { status: { state: 'open' } | FinalStatus; tries: number };

/** Collection `salesActivities`: written once, but for how its branches end. */
export interface ActivityDocument {
  _id: SalesActivityId;
  activity: SalesActivity;
  /** Of the content: another activity under the same id is noticed. */
  hash: string;
  /** The intake call that stored it. */
  intake: string;
  acceptedAt: Date;
  salesforceWork: SalesforceWork[];
  branches: Partial<Record<Vendor, StoredBranch>>;
  /** Its personal data was taken out: the person was erased, or its time was over (`retention.activities`). */
  bare?: 'erased' | 'aged';
  /** Of an emailSent, where opens are counted: the first opens of it, in order. */
  openIds?: string[];
}

/** Collection `outbox`; `_id` = `<id>/<vendor>`. */
export interface RowDocument extends Omit<OutboxRow, 'changedAt'> {
  _id: string;
  /** Absent in rows of earlier versions until they move. */
  changedAt?: Date;
  /**
   * New with every change, unique: the compare-and-set filters on it alone. A filter of `_id` and a version would not
   * use the index of `_id` on every server (temporal-notes 9): a claim of 300 among 20,000 rows takes 0.8 to 1.4 s with
   * both, 0.1 to 0.3 s with the stamp, on the stand-in.
   */
  stamp: string;
  /** When its workflow was started; null: not known to be. */
  workflowAt: Date | null;
}

/** In the outbox while an intake is under way: what a crash would leave half done. `_id` = `intake/<uuid>`. */
export interface IntakeMarker {
  _id: string;
  ids: SalesActivityId[];
  at: Date;
  /** The index of stamps is unique: of documents without one there could be only one. */
  stamp: string;
}

/** Key of an outbox row: for pages of `SalesActivityStore.list`. */
export const outboxKey = (id: SalesActivityId, vendor: Vendor): string => `${id}/${vendor}`;

interface Owner {
  id: SalesActivityId;
  personId: MarketoId;
  acceptedAt: Date;
  occurredAt: Date;
}

/** So far may an app's clock be ahead of the database's. */
const CLOCK_AHEAD_MS = 300_000;

/**
 * `restored`: when the database was restored from a backup. What happened before may have been taken and sent between the
 * backup and then: it is looked up first.
 */
export function newRow(
  { id, personId, acceptedAt, occurredAt }: Owner,
  vendor: Vendor,
  restored: Date | null,
): Omit<RowDocument, '_id'> {
  const doubt = { kind: 'doubt', batch: restoredBatch(), now: acceptedAt } as const;
  const isNew = restored === null || occurredAt.getTime() > restored.getTime() + CLOCK_AHEAD_MS;
  const branch = isNew ? NEW_BRANCH : (nextBranch(NEW_BRANCH, doubt) ?? NEW_BRANCH);
  return { id, vendor, personId, acceptedAt, changedAt: acceptedAt, workflowAt: null, stamp: randomUUID(), ...branch };
}

export function openVendors({ branches }: Pick<ActivityDocument, 'branches'>): Vendor[] {
  return VENDORS.filter((vendor) => branches[vendor]?.status.state === 'open');
}

export function toRow(document: RowDocument): OutboxRow {
  const { id, vendor, personId, acceptedAt, changedAt = acceptedAt, status, batch, inDoubtSince, tries } = document;
  return { id, vendor, personId, acceptedAt, changedAt, status, batch, inDoubtSince, tries };
}
