import type { BranchState } from '../../model/sales-activity/branch.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import { outboxKey, toRow } from './document.ts';
import type { Rows } from './rows.ts';
import type { BranchAt, ClaimedRow, OutboxRow, RowGroup, SalesActivityStore, Unstarted } from './types.ts';

/** Of both vendors. */
const ROWS_PER_ACTIVITY = VENDORS.length;
/** States in which a workflow, a sender or a look-up is at work. */
const BUSY: BranchState[] = ['pending', 'sending', 'unknown'];

type Looks = Pick<
  SalesActivityStore,
  'contents' | 'list' | 'due' | 'unstarted' | 'pending' | 'countBusy' | 'groups' | 'counts'
>;

const GROUP_KEY = { vendor: '$vendor', state: '$status.state', error: '$status.error', reason: '$status.reason' };

interface Grouped {
  _id: { vendor?: Vendor; state?: BranchState; error?: string | null; reason?: string | null };
  count: number;
  oldestAt: Date;
  firstAt: Date | null;
  lastAt: Date | null;
}

/** Looks at the whole outbox: it holds only what is not over. Beside rows it holds marks of intakes, without a vendor. */
export function createLooks({ outbox, activities, read }: Rows): Looks {
  return {
    async contents(rows): Promise<ClaimedRow[]> {
      if (rows.length === 0) return [];
      const found = await activities.find({ _id: { $in: rows.map(({ id }) => id) } }).toArray();
      const records = new Map(found.map((record) => [record._id, record]));
      return rows.flatMap((row) => {
        const record = records.get(row.id);
        return record === undefined ? [] : [{ row, activity: record.activity, salesforceWork: record.salesforceWork }];
      });
    },

    async list({ vendor, state, reason, error }, after, limit): Promise<OutboxRow[]> {
      const found = await outbox
        .find({
          _id: { $gt: after },
          vendor: vendor ?? { $in: [...VENDORS] },
          ...(state === undefined ? {} : { 'status.state': state }),
          ...(reason === undefined ? {} : { 'status.reason': reason }),
          ...(error === undefined ? {} : { 'status.error': error }),
        })
        .sort({ _id: 1 })
        .limit(Math.max(1, limit))
        .toArray();
      return found.map(toRow);
    },

    async due(now, limit): Promise<OutboxRow[]> {
      const found = await outbox
        .find({ 'status.state': 'parked', 'status.until': { $lte: now } })
        .sort({ 'status.until': 1 })
        .limit(Math.max(1, limit))
        .toArray();
      return found.map(toRow);
    },

    async unstarted(acceptedBefore, limit): Promise<Unstarted[]> {
      const found = await outbox
        .find({ workflowAt: null, acceptedAt: { $lte: acceptedBefore } }, { projection: { id: 1 } })
        .sort({ acceptedAt: 1, _id: 1 })
        .limit(Math.max(1, limit) * ROWS_PER_ACTIVITY)
        .toArray();
      const ids = [...new Set(found.map(({ id }) => id))].slice(0, limit);
      const records = await activities
        .find({ _id: { $in: ids } }, { projection: { 'activity.type': 1, branches: 1 } })
        .toArray();
      const rows = await read(ids.flatMap((id) => VENDORS.map((vendor) => outboxKey(id, vendor))));
      const byId = new Map(records.map((record) => [record._id, record]));
      return ids.flatMap((id) => {
        const record = byId.get(id);
        if (record === undefined) return [];
        const branches = VENDORS.flatMap((vendor): BranchAt[] => {
          const stored = record.branches[vendor]?.status;
          if (stored === undefined) return [];
          const status = stored.state === 'open' ? rows.get(outboxKey(id, vendor))?.status : stored;
          return [{ id, vendor, status: status ?? { state: 'pending' } }];
        });
        return [{ id, kind: record.activity.type, branches }];
      });
    },

    async pending(vendor, limit): Promise<{ count: number; oldestAt: Date } | null> {
      const found = await outbox
        .find({ vendor, 'status.state': 'pending' }, { projection: { acceptedAt: 1 } })
        .sort({ acceptedAt: 1, _id: 1 })
        .limit(Math.max(1, limit))
        .toArray();
      const [oldest] = found;
      return oldest === undefined ? null : { count: found.length, oldestAt: oldest.acceptedAt };
    },

    async countBusy(): Promise<number> {
      const found = await outbox
        .find({ 'status.state': { $in: BUSY }, workflowAt: { $ne: null } }, { projection: { id: 1 } })
        .toArray();
      return new Set(found.map(({ id }) => id)).size;
    },

    async groups(): Promise<RowGroup[]> {
      const found = await outbox
        .aggregate<Grouped>([
          {
            $group: {
              _id: GROUP_KEY,
              count: { $sum: 1 },
              oldestAt: { $min: '$acceptedAt' },
              firstAt: { $min: '$changedAt' },
              lastAt: { $max: '$changedAt' },
            },
          },
        ])
        .toArray();
      return found.flatMap(({ _id, count, oldestAt, firstAt, lastAt }): RowGroup[] => {
        if (_id.vendor === undefined || _id.state === undefined) return [];
        const detail = _id.error ?? _id.reason ?? null;
        const times = { oldestAt, firstAt: firstAt ?? oldestAt, lastAt: lastAt ?? oldestAt };
        return [{ vendor: _id.vendor, state: _id.state, detail, count, ...times }];
      });
    },

    async counts() {
      const groups = await outbox
        .aggregate<{ _id: { vendor?: Vendor; state?: BranchState }; count: number }>([
          { $group: { _id: { vendor: '$vendor', state: '$status.state' }, count: { $sum: 1 } } },
        ])
        .toArray();
      return groups.flatMap(({ _id: { vendor, state }, count }) =>
        vendor === undefined || state === undefined ? [] : [{ vendor, state, count }],
      );
    },
  };
}
