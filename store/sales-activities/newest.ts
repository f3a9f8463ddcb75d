import type { Filter } from 'mongodb';
import type { BranchState } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import type { ActivityDocument, RowDocument } from './document.ts';
import type { Rows } from './rows.ts';
import type { ActivityFilter, ActivityPlace, SalesActivityRecord } from './types.ts';
import { viewRecords } from './views.ts';

/** Looked at by one command, and how many commands one page may cost: what is rare is not looked for without end. */
const LOOK = 2_000;
const LOOKS = 10;

/** States that the outbox knows: it holds what is not over. */
const OPEN: ReadonlySet<BranchState> = new Set(['pending', 'sending', 'unknown', 'parked', 'failed']);

interface Candidate extends ActivityPlace {
  isWanted: boolean;
}

/** Walks from the newest: by an index on a real server, and no further than it may. */
export async function newestActivities(
  rows: Rows,
  filter: ActivityFilter,
  after: ActivityPlace | null,
  limit: number,
): Promise<{ records: SalesActivityRecord[]; next: ActivityPlace | null }> {
  const ids: SalesActivityId[] = [];
  const page = async (next: ActivityPlace | null) => ({ records: await recordsOf(rows, ids, filter), next });
  const size = filter.state === undefined && filter.type === undefined ? limit + 1 : LOOK;
  let place = after;
  for (let look = 0; look < LOOKS; look++) {
    const found = await candidates(rows, filter, place, size);
    for (const { id, acceptedAt, isWanted } of found) {
      if (isWanted && ids.length === limit) return page(place);
      // Both of its branches.
      if (isWanted && ids.at(-1) !== id) ids.push(id);
      place = { id, acceptedAt };
    }
    if (found.length < size) return page(null);
  }
  return page(place);
}

function candidates(rows: Rows, filter: ActivityFilter, after: ActivityPlace | null, size: number) {
  return filter.state !== undefined && OPEN.has(filter.state)
    ? fromOutbox(rows, filter, after, size)
    : fromRecords(rows, filter, after, size);
}

async function fromRecords(
  { activities }: Rows,
  { personId, type, vendor, state }: ActivityFilter,
  after: ActivityPlace | null,
  size: number,
): Promise<Candidate[]> {
  const where: Filter<ActivityDocument> = {
    ...(personId !== undefined && { 'activity.personId': personId }),
    ...(after !== null && {
      acceptedAt: { $lte: after.acceptedAt },
      $or: [{ acceptedAt: { $lt: after.acceptedAt } }, { _id: { $lt: after.id } }],
    }),
  };
  const found = await activities
    .find(where, { projection: { acceptedAt: 1, 'activity.type': 1, branches: 1 } })
    .sort({ acceptedAt: -1, _id: -1 })
    .limit(size)
    .toArray();
  return found.map(({ _id: id, acceptedAt, activity, branches }) => ({
    id,
    acceptedAt,
    isWanted:
      (type ?? activity.type) === activity.type &&
      (state === undefined || isIn(state, vendor, (of) => branches[of]?.status.state)),
  }));
}

async function fromOutbox(
  { outbox, activities }: Rows,
  { personId, type, vendor, state }: ActivityFilter,
  after: ActivityPlace | null,
  size: number,
): Promise<Candidate[]> {
  const where: Filter<RowDocument> = {
    vendor: vendor ?? { $in: [...VENDORS] },
    'status.state': state,
    ...(personId !== undefined && { personId }),
    ...(after !== null && {
      acceptedAt: { $lte: after.acceptedAt },
      $or: [{ acceptedAt: { $lt: after.acceptedAt } }, { id: { $lt: after.id } }],
    }),
  };
  const found = await outbox
    .find(where, { projection: { id: 1, acceptedAt: 1 } })
    .sort({ acceptedAt: -1, id: -1 })
    .limit(size)
    .toArray();
  if (type === undefined) return found.map(({ id, acceptedAt }) => ({ id, acceptedAt, isWanted: true }));
  const records = await activities
    .find({ _id: { $in: found.map(({ id }) => id) } }, { projection: { 'activity.type': 1 } })
    .toArray();
  const types = new Map(records.map(({ _id, activity }) => [_id, activity.type]));
  return found.map(({ id, acceptedAt }) => ({ id, acceptedAt, isWanted: types.get(id) === type }));
}

/** A branch may have moved since it was found. */
async function recordsOf(
  rows: Rows,
  ids: readonly SalesActivityId[],
  { vendor, state }: ActivityFilter,
): Promise<SalesActivityRecord[]> {
  if (ids.length === 0) return [];
  const found = await rows.activities.find({ _id: { $in: [...ids] } }).toArray();
  const byId = new Map((await viewRecords(rows, found)).map((record) => [record.activity.id, record]));
  return ids.flatMap((id) => {
    const record = byId.get(id);
    if (record === undefined) return [];
    const isWanted = state === undefined || isIn(state, vendor, (of) => record.branches[of]?.status.state);
    return isWanted ? [record] : [];
  });
}

function isIn(state: BranchState, vendor: Vendor | undefined, stateAt: (vendor: Vendor) => string | undefined) {
  return (vendor === undefined ? VENDORS : [vendor]).some((of) => stateAt(of) === state);
}
