import { randomUUID } from 'node:crypto';
import { AppError } from '../../model/errors/app-error.ts';
import { type Branch, isFinal, nextBranch } from '../../model/sales-activity/branch.ts';
import type { Database } from '../database.ts';
import { bulkUpsert } from '../writes.ts';
import { type ActivityDocument, openVendors, outboxKey, type RowDocument } from './document.ts';
import type { BranchChange, BranchChanged } from './types.ts';

/** Changes of one row at once are few: a sender, a look-up, a person. */
const ATTEMPTS = 20;

export type Rows = ReturnType<typeof createRows>;

/** From a row as it was read to its next branch. */
export interface Move {
  from: RowDocument;
  to: Branch;
  /** Its workflow has ended, and must run again. */
  isRetried?: boolean;
}

/** How branches move: everything goes through one compare-and-set on the row's stamp. */
export function createRows(database: Database) {
  const outbox = database.collection<RowDocument>('outbox');
  const activities = database.collection<ActivityDocument>('salesActivities');

  async function read(keys: readonly string[]): Promise<Map<string, RowDocument>> {
    if (keys.length === 0) return new Map();
    const rows = await outbox.find({ _id: { $in: [...keys] } }).toArray();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** @returns keys of the rows that moved as asked; the others had moved before */
  async function compareAndSet(moves: readonly Move[]): Promise<Set<string>> {
    if (moves.length === 0) return new Set();
    const stamped = moves.map((move) => ({ ...move, stamp: randomUUID() }));
    const changedAt = database.clock.now();
    await bulkUpsert(
      outbox,
      stamped.map(({ from, to, stamp, isRetried = false }) => ({
        updateOne: {
          filter: { stamp: from.stamp },
          update: { $set: { ...movable(to), stamp, changedAt, ...(isRetried && { workflowAt: null }) } },
        },
      })),
    );
    // A count would not say which; the stamps do, whatever became of the command's own answer.
    const now = await read(stamped.map(({ from }) => from._id));
    return new Set(stamped.flatMap(({ from, stamp }) => (now.get(from._id)?.stamp === stamp ? [from._id] : [])));
  }

  /**
   * How a branch ended goes to its record; only then may its row go, and only if its workflow was started: until then it
   * says that one is missing. A record that is final already keeps what it says: its row is one that an intake has made
   * again.
   */
  async function finish(rows: readonly RowDocument[]): Promise<void> {
    const ended = rows.filter(({ status }) => isFinal(status));
    if (ended.length === 0) return;
    const open = await stillOpen(ended);
    await bulkUpsert(
      activities,
      open.map(({ id, vendor, status, tries }) => ({
        updateOne: { filter: { _id: id }, update: { $set: { [`branches.${vendor}`]: { status, tries } } } },
      })),
    );
    const seen = ended.filter(({ workflowAt }) => workflowAt !== null).map(({ _id }) => _id);
    if (seen.length > 0) await outbox.deleteMany({ _id: { $in: seen } });
  }

  /** Those whose record does not say yet how they ended. */
  async function stillOpen<Row extends Pick<RowDocument, 'id' | 'vendor'>>(rows: readonly Row[]): Promise<Row[]> {
    const found = await activities
      .find({ _id: { $in: rows.map(({ id }) => id) } }, { projection: { branches: 1 } })
      .toArray();
    const open = new Set(found.flatMap((record) => openVendors(record).map((vendor) => outboxKey(record._id, vendor))));
    return rows.filter(({ id, vendor }) => open.has(outboxKey(id, vendor)));
  }

  async function apply(changes: readonly BranchChange[]): Promise<BranchChanged[]> {
    const results = new Map<string, BranchChanged>();
    const open = new Map(changes.map((change) => [outboxKey(change.id, change.vendor), change]));
    for (let attempt = 1; open.size > 0; attempt++) {
      if (attempt > ATTEMPTS) throw new AppError('store.conflict', { details: { rows: open.size } });
      const rows = await read([...open.keys()]);
      const moves: Move[] = [];
      for (const [key, { id, vendor, event }] of open) {
        const from = rows.get(key);
        const to = from === undefined ? null : nextBranch(from, event);
        if (from !== undefined && to !== null) moves.push({ from, to, isRetried: event.kind === 'retry' });
        else {
          results.set(key, { id, vendor, changed: false, status: from?.status ?? null });
          open.delete(key);
        }
      }
      const moved = await compareAndSet(moves);
      for (const { from, to } of moves) {
        if (!moved.has(from._id)) continue;
        results.set(from._id, { id: from.id, vendor: from.vendor, changed: true, status: to.status });
        open.delete(from._id);
      }
      const after = moves.filter(({ from }) => moved.has(from._id)).map(({ from, to }) => ({ ...from, ...to }));
      // Those that were final already: whoever made them so may have died before this.
      await finish([...after, ...rows.values()]);
    }
    return changes.flatMap(({ id, vendor }) => results.get(outboxKey(id, vendor)) ?? []);
  }

  return { outbox, activities, read, apply, compareAndSet, finish };
}

/** A row has members of its own beside its branch. */
function movable({ status, batch, inDoubtSince, tries }: Branch): Branch {
  return { status, batch, inDoubtSince, tries };
}
