import type { MarketoId } from '../../model/ids.ts';
import type { Database } from '../database.ts';
import type { StoredPerson } from '../people/document.ts';
import type { UnsubscribeDocument } from '../unsubscribes/document.ts';
import { bulkUpsert } from '../writes.ts';
import { ERASED_OPT_OUTS, type ErasedOptOut } from './document.ts';
import type { Fingerprints } from './fingerprints.ts';

type Row = Pick<UnsubscribeDocument, '_id' | 'optedOut' | 'since' | 'source'>;
const PROJECTION = { optedOut: 1, since: 1, source: 1 } as const;

/**
 * The rows of addresses that had one of these fingerprints and that nobody else has: they are looked for among all, for
 * the addresses themselves are not known any more.
 */
export async function optOutsOf(
  database: Database,
  fingerprints: Fingerprints,
  { ids, prints }: { ids: readonly MarketoId[]; prints: ReadonlySet<string> },
  signal?: AbortSignal,
): Promise<{ print: string; row: Row }[]> {
  if (prints.size === 0) return [];
  const people = database.collection<StoredPerson>('people');
  const unsubscribes = database.collection<UnsubscribeDocument>('unsubscribes');
  const found: { print: string; row: Row }[] = [];
  for await (const row of unsubscribes.find({}, { projection: PROJECTION })) {
    signal?.throwIfAborted();
    const print = fingerprints.address(row._id);
    if (print === null || !prints.has(print)) continue;
    const owners = await people.find({ 'marketo.emailKey': row._id }, { projection: { _id: 1 } }).toArray();
    if (owners.every(({ _id }) => ids.includes(_id))) found.push({ print, row });
  }
  return found;
}

/**
 * Puts fingerprints in the place of addresses: first the fingerprint, so that no moment is without the opt-out.
 * `isLast`: also of those that Salesforce has still to be told of. @returns how many
 */
export async function keepAsFingerprints(
  database: Database,
  found: readonly { print: string; row: Row }[],
  isLast: boolean,
): Promise<number> {
  const pushes = database.collection<{ _id: string }>('unsubscribePushes');
  const keys = found.map(({ row }) => row._id);
  const waiting = await pushes.find({ _id: { $in: keys } }, { projection: { _id: 1 } }).toArray();
  const untold = new Set(isLast ? [] : waiting.map(({ _id }) => _id));
  const over = found.filter(({ row }) => !untold.has(row._id));
  if (over.length === 0) return 0;
  const kept = database.collection<ErasedOptOut>(ERASED_OPT_OUTS);
  await bulkUpsert(
    kept,
    over
      .filter(({ row }) => row.optedOut)
      .map(({ print, row: { since, source } }) => {
        return { updateOne: { filter: { _id: print }, update: { $setOnInsert: { since, source } }, upsert: true } };
      }),
  );
  const gone = over.map(({ row }) => row._id);
  await pushes.deleteMany({ _id: { $in: gone } });
  await database.collection<{ _id: string }>('unsubscribes').deleteMany({ _id: { $in: gone } });
  return over.length;
}
