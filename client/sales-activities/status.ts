import type { BranchState } from '../../model/sales-activity/branch.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import type { RowGroup } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';

/** Sales activities that are not over at one vendor. */
export interface VendorStatus {
  vendor: Vendor;
  /** Whether activities taken now go there. */
  on: boolean;
  pending: number;
  sending: number;
  /** Sent without an answer; looked up before they are sent again. */
  inDoubt: number;
  /** Wait for a time or their person, by reason; the most first. */
  parked: Counted<'reason'>[];
  /** Wait for a person, by the error's key; the most first. */
  failed: Counted<'key'>[];
  /** When the oldest was accepted of those that are on their way: neither parked nor failed. */
  oldestAt: Date | null;
}

/** How many, since when, by reason or key. */
export type Counted<Name extends string> = Record<Name, string> & { count: number; oldestAt: Date };

const ON_THEIR_WAY: ReadonlySet<BranchState> = new Set(['pending', 'sending', 'unknown']);

/** How sales activities stand: one count over the outbox, made by the database. */
export async function readActivitiesStatus({
  salesActivities,
  settings,
}: Pick<Store, 'salesActivities' | 'settings'>): Promise<VendorStatus[]> {
  const [groups, marketo, salesforce] = await Promise.all([
    salesActivities.groups(),
    settings.marketo(),
    settings.salesforce(),
  ]);
  const { logEmails, logReplies, logCalls } = salesforce;
  const on = { marketo: marketo.logActivities, salesforce: logEmails || logReplies || logCalls };
  return VENDORS.map((vendor) => vendorStatus(vendor, on[vendor], groups));
}

function vendorStatus(vendor: Vendor, on: boolean, all: readonly RowGroup[]): VendorStatus {
  const groups = all.filter((group) => group.vendor === vendor);
  const of = (state: BranchState) =>
    groups.filter((group) => group.state === state).toSorted((one, other) => other.count - one.count);
  const count = (state: BranchState) => of(state).reduce((sum, group) => sum + group.count, 0);
  const moving = groups.filter(({ state }) => ON_THEIR_WAY.has(state)).map(({ oldestAt }) => oldestAt.getTime());
  return {
    vendor,
    on,
    pending: count('pending'),
    sending: count('sending'),
    inDoubt: count('unknown'),
    parked: of('parked').map((group) => ({ reason: group.detail ?? '', ...sizeOf(group) })),
    failed: of('failed').map((group) => ({ key: group.detail ?? '', ...sizeOf(group) })),
    oldestAt: moving.length === 0 ? null : new Date(Math.min(...moving)),
  };
}

function sizeOf({ count, oldestAt }: RowGroup) {
  return { count, oldestAt };
}
