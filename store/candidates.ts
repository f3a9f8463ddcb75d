import type { DifferenceKind } from '../model/difference.ts';
import type { CandidateOutcome } from '../model/reconcile.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { around, paddedId, under } from './keys.ts';
import type { Candidate, CandidateStore, Tally } from './types.ts';
import { bulkUpsert } from './writes.ts';

/** In collection `suspects`; `_id` = `reconcile/<scanId>/<id>`: those of one comparison lie together, by id. */
interface CandidateDocument extends Candidate {
  _id: string;
  kind: 'reconcile';
}

interface Group {
  _id: { difference: DifferenceKind; outcome?: CandidateOutcome };
  people: number;
}

export function createCandidateStore(database: Database): CandidateStore {
  const candidates = database.collection<CandidateDocument>('suspects');
  const all = (scanId: string) => under(`reconcile/${scanId}`);

  return {
    put: (scanId, rows) =>
      run('candidates.put', () =>
        bulkUpsert(
          candidates,
          rows.map((row) => ({
            updateOne: {
              filter: { _id: key(scanId, row.id) },
              update: { $set: { kind: 'reconcile' as const, ...row } },
              upsert: true,
            },
          })),
        ),
      ),

    open: (scanId, after, limit) =>
      run('candidates.open', () =>
        candidates
          .find(
            { _id: { $gt: key(scanId, after), $lt: all(scanId).$lt }, outcome: { $exists: false } },
            { projection: { _id: 0, kind: 0 } },
          )
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray(),
      ),

    tally: (scanId) =>
      run('candidates.tally', async () => {
        const groups = await candidates
          .aggregate<Group>([
            { $match: { _id: all(scanId) } },
            { $group: { _id: { difference: '$difference', outcome: '$outcome' }, people: { $sum: 1 } } },
          ])
          .toArray();
        return toTally(groups);
      }),

    drop: (scanId) =>
      run('candidates.drop', async () => {
        await candidates.deleteMany({ _id: all(scanId) });
      }),

    dropOthers: (scanId) =>
      run('candidates.dropOthers', async () => {
        for (const range of around('reconcile/', all(scanId))) await candidates.deleteMany({ _id: range });
      }),
  };
}

function toTally(groups: readonly Group[]): Tally {
  const none = () => ({ missing: 0, extra: 0, stale: 0, wronglyQualified: 0 });
  const tally: Tally = { waiting: none(), found: none(), vanished: 0, repaired: 0, held: 0, open: 0 };
  for (const { _id, people } of groups) {
    const { difference, outcome } = _id;
    if (outcome === undefined) tally.waiting[difference] += people;
    else tally[outcome] += people;
    if (outcome !== undefined && outcome !== 'vanished') tally.found[difference] += people;
  }
  return tally;
}

function key(scanId: string, id: number): string {
  return `reconcile/${scanId}/${paddedId(id)}`;
}
