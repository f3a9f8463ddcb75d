import { randomUUID } from 'node:crypto';
import type { UpdateFilter } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import { NO_PROOF } from '../../model/push/proof.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { answering, bulkUpsert, retryDuplicate } from '../writes.ts';
import type { PushCounts, PushState, PushStore } from './types.ts';

interface PushDocument {
  _id: MarketoId;
  stamp: string;
  /** When the person was pushed first. */
  at: Date;
}

type StateDocument = { _id: 'pushes' } & Partial<PushState>;

/** Before anything was pushed. */
export const NO_PUSHES: PushState = {
  ...{ received: 0, read: 0, folded: 0, refused: 0 },
  ...{ lookedAt: null, lastAt: null, followedAt: null, fold: null, proof: NO_PROOF },
};
const MEMBERS = Object.keys(NO_PUSHES);

/** See `PushStore`. */
export function createPushStore(database: Database): PushStore {
  const pushes = database.collection<PushDocument>('pushes');
  const meta = database.collection<StateDocument>('meta');

  async function update(change: UpdateFilter<StateDocument>): Promise<PushState> {
    const after = await retryDuplicate(() =>
      meta.findOneAndUpdate({ _id: 'pushes' }, change, { upsert: true, ...answering(...MEMBERS) }),
    );
    return toState(after);
  }

  return {
    add: (ids) =>
      run('pushes.add', () => {
        const at = database.clock.now();
        return bulkUpsert(
          pushes,
          ids.map((_id) => ({
            updateOne: {
              filter: { _id },
              update: { $set: { stamp: randomUUID() }, $setOnInsert: { at } },
              upsert: true,
            },
          })),
        );
      }),

    waiting: (limit) =>
      run('pushes.waiting', async () => {
        const found = await pushes
          .find({}, { projection: { stamp: 1 } })
          .sort({ at: 1, _id: 1 })
          .limit(Math.max(1, limit))
          .toArray();
        return found.map(({ _id: id, stamp }) => ({ id, stamp }));
      }),

    done: (read) =>
      run('pushes.done', async () => {
        if (read.length > 0) await pushes.deleteMany({ stamp: { $in: read.map(({ stamp }) => stamp) } });
      }),

    among: (ids) =>
      run('pushes.among', async () => {
        if (ids.length === 0) return new Set();
        const found = await pushes.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
        return new Set(found.map(({ _id }) => _id));
      }),

    drop: () => run('pushes.drop', async () => (await pushes.deleteMany({})).deletedCount),

    depth: () => run('pushes.depth', () => pushes.estimatedDocumentCount()),

    state: () =>
      run('pushes.state', async () => {
        const [state, [oldest]] = await Promise.all([
          meta.findOne({ _id: 'pushes' }),
          pushes
            .find({}, { projection: { at: 1 } })
            .sort({ at: 1, _id: 1 })
            .limit(1)
            .toArray(),
        ]);
        return { ...toState(state), unreadSince: oldest?.at ?? null };
      }),

    count: (counts) => run('pushes.count', () => update(counting(counts))),

    follow: (isOn) =>
      run('pushes.follow', async () => {
        await update(isOn ? { $currentDate: { followedAt: true } } : { $set: { followedAt: null } });
      }),

    fold: (fold) =>
      run('pushes.fold', async () => {
        await update({ $set: { fold } });
      }),

    prove: (proof) =>
      run('pushes.prove', async () => {
        await update({ $set: { proof } });
      }),
  };
}

function counting(counts: Partial<PushCounts>): UpdateFilter<StateDocument> {
  const added = Object.entries(counts).filter(([, count]) => count > 0);
  const pushed = (counts.received ?? 0) + (counts.folded ?? 0) > 0;
  return {
    $currentDate: { lookedAt: true, ...(pushed && { lastAt: true }) },
    ...(added.length > 0 && { $inc: Object.fromEntries(added) }),
  };
}

function toState(found: Partial<StateDocument> | null): PushState {
  const { _id, ...state } = found ?? {};
  return { ...NO_PUSHES, ...state };
}
