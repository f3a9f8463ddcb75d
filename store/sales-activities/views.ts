import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { type ActivityDocument, openVendors, outboxKey, type RowDocument } from './document.ts';
import type { Rows } from './rows.ts';
import type { BranchView, SalesActivityRecord } from './types.ts';

/** Records with how far their branches are: from the outbox as long as they are not over. */
export async function viewRecords(rows: Rows, found: readonly ActivityDocument[]): Promise<SalesActivityRecord[]> {
  const keys = found.flatMap((record) => openVendors(record).map((vendor) => outboxKey(record._id, vendor)));
  const open = await rows.read(keys);
  // Without a row: over since the record was read, or its intake is still under way.
  const missing = found.filter((record) =>
    openVendors(record).some((vendor) => !open.has(outboxKey(record._id, vendor))),
  );
  const again = new Map<string, ActivityDocument>();
  if (missing.length > 0) {
    const newer = await rows.activities.find({ _id: { $in: missing.map(({ _id }) => _id) } }).toArray();
    for (const record of newer) again.set(record._id, record);
  }
  return found.map((record) => view(again.get(record._id) ?? record, open));
}

function view(record: ActivityDocument, open: ReadonlyMap<string, RowDocument>): SalesActivityRecord {
  const branches: SalesActivityRecord['branches'] = {};
  for (const vendor of VENDORS) {
    const stored = record.branches[vendor];
    if (stored === undefined) continue;
    const row = open.get(outboxKey(record._id, vendor));
    const { status, tries } = stored.status.state === 'open' && row !== undefined ? row : stored;
    branches[vendor] = { tries, status: status.state === 'open' ? { state: 'pending' } : status } satisfies BranchView;
  }
  const { activity, acceptedAt, salesforceWork } = record;
  return { activity, acceptedAt, salesforceWork, branches };
}
