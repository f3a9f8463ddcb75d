import type { MarketoId } from '../../model/ids.ts';
import type { Database } from '../database.ts';
import { ERASURES, type ErasureDocument } from './document.ts';

/** Of some ids, those that are erased, or are being erased. */
export async function erasedAmong(database: Database, ids: readonly MarketoId[]): Promise<Set<MarketoId>> {
  if (ids.length === 0) return new Set();
  const erasures = database.collection<ErasureDocument>(ERASURES);
  const found = await erasures.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
  return new Set(found.map(({ _id }) => _id));
}
