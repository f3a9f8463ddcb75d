import type { MarketoId } from '../../model/ids.ts';
import { isMergedAway } from '../../model/merged-away.ts';
import type { Database } from '../database.ts';
import type { StoredPerson } from '../people/document.ts';

/** More people than were ever merged into one. */
const MOST = 1_000;

/** Some people with everybody they were merged into and who was merged into them, ascending. */
export async function livesOf(database: Database, ids: readonly MarketoId[]): Promise<MarketoId[]> {
  const people = database.collection<StoredPerson>('people');
  const all = new Set<MarketoId>(ids);
  for (let fresh = [...all]; fresh.length > 0 && all.size < MOST; ) {
    const found = await people
      .find({ $or: [{ _id: { $in: fresh } }, { 'alias.winner': { $in: fresh } }] }, { projection: PROJECTION })
      .toArray();
    // A person who is there has nothing of a merge that Marketo took back.
    const next = found.filter(isMergedAway).flatMap(({ _id, alias }) => [_id, alias.winner]);
    fresh = [...new Set(next)].filter((id) => !all.has(id));
    for (const id of fresh) all.add(id);
  }
  return [...all].sort((one, other) => one - other);
}

const PROJECTION = { alias: 1, 'marketo.asOf': 1, 'marketo.state': 1 } as const;
