import type { Filter } from 'mongodb';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { paddedId } from './keys.ts';
import type { Suspect, SuspectStore } from './types.ts';
import { bulkUpsert } from './writes.ts';

/** `_id` = `<kind>/<id>`: a person can be held and suspect at once. */
interface SuspectDocument extends Suspect {
  _id: string;
}

export function createSuspectStore(database: Database): SuspectStore {
  const suspects = database.collection<SuspectDocument>('suspects');

  const list = (filter: Filter<SuspectDocument>, order: 'nextAt' | '_id', limit: number) =>
    suspects
      .find(filter, { projection: { _id: 0 } })
      .sort({ [order]: 1 })
      .limit(Math.max(1, limit))
      .toArray();

  return {
    put: (rows) =>
      run('suspects.put', () =>
        bulkUpsert(
          suspects,
          rows.map(({ winner, ...row }) => ({
            updateOne: {
              filter: { _id: key(row.kind, row.id) },
              update: winner === undefined ? { $set: row, $unset: { winner: '' } } : { $set: { ...row, winner } },
              upsert: true,
            },
          })),
        ),
      ),

    remove: (ids, kind) =>
      run('suspects.remove', async () => {
        if (ids.length === 0) return;
        await suspects.deleteMany({ _id: { $in: ids.map((id) => key(kind, id)) } });
      }),

    due: (now, limit) => run('suspects.due', () => list({ kind: 'suspect', nextAt: { $lte: now } }, 'nextAt', limit)),

    held: (limit, after = 0) =>
      run('suspects.held', () => list({ _id: { $gt: key('held', after) }, kind: 'held' }, '_id', limit)),

    byIds: (ids) =>
      run('suspects.byIds', async () => {
        if (ids.length === 0) return [];
        const filter = { _id: { $in: ids.map((id) => key('suspect', id)) } };
        return suspects.find(filter, { projection: { _id: 0 } }).toArray();
      }),

    unexplained: (now, after, limit) =>
      run('suspects.unexplained', () =>
        suspects
          .find(
            { _id: { $gt: key('suspect', after) }, kind: 'suspect', hint: 'none', until: { $lte: now } },
            { projection: { _id: 0 } },
          )
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray(),
      ),

    counts: () =>
      run('suspects.counts', async () => {
        const count = (kind: Suspect['kind']) => suspects.countDocuments({ kind });
        const [suspect, held] = await Promise.all([count('suspect'), count('held')]);
        return { suspects: suspect, held };
      }),
  };
}

function key(kind: Suspect['kind'], id: number): string {
  return `${kind}/${paddedId(id)}`;
}
