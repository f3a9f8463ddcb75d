import { nextBranch } from '../../model/sales-activity/branch.ts';
import { openVendors, type RowDocument, toRow } from './document.ts';
import type { Move, Rows } from './rows.ts';
import type { ClaimedRow, SalesActivityStore } from './types.ts';

/** The rows that this call alone has, with what to send. */
export async function claim(
  rows: Rows,
  { vendor, batch, limit, now }: Parameters<SalesActivityStore['claim']>[0],
): Promise<ClaimedRow[]> {
  // One look at the whole outbox for each call to the vendor: it holds only what is not over.
  const pending = await rows.outbox
    .find({ vendor, 'status.state': 'pending' })
    .sort({ acceptedAt: 1, _id: 1 })
    .limit(Math.max(1, limit))
    .toArray();
  const moves = pending.flatMap((from): Move[] => {
    const to = nextBranch(from, { kind: 'claim', batch, now });
    return to === null ? [] : [{ from, to }];
  });
  const moved = await rows.compareAndSet(moves);
  const mine = moves.filter(({ from }) => moved.has(from._id)).map(({ from, to }) => ({ ...from, ...to }));
  return withContent(rows, mine);
}

/** What to send; a row whose record says that the branch is over is one that an intake has made again: it goes. */
async function withContent(rows: Rows, claimed: readonly RowDocument[]): Promise<ClaimedRow[]> {
  if (claimed.length === 0) return [];
  const found = await rows.activities.find({ _id: { $in: claimed.map(({ id }) => id) } }).toArray();
  const records = new Map(found.map((record) => [record._id, record]));
  const open: ClaimedRow[] = [];
  const over: string[] = [];
  for (const row of claimed) {
    const record = records.get(row.id);
    if (record === undefined || !openVendors(record).includes(row.vendor)) over.push(row._id);
    else open.push({ row: toRow(row), activity: record.activity, salesforceWork: record.salesforceWork });
  }
  if (over.length > 0) await rows.outbox.deleteMany({ _id: { $in: over } });
  return open;
}
