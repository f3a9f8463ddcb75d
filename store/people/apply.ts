import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { Evidence } from '../../model/person.ts';
import type { PersonWrite } from '../types.ts';
import { bulkUpsert } from '../writes.ts';
import { type StoredPerson, toStoredPart } from './document.ts';
import { type HistoryDocument, historyWrite } from './history.ts';

interface Collections {
  people: Collection<StoredPerson>;
  history: Collection<HistoryDocument>;
}

/**
 * History first, then the people. A process that dies between the two leaves a row for a change that its repetition
 * finds again under a later ticket; `readHistory` shows such a change once. The other order would lose it: the
 * repetition would find the new values stored and see no change.
 */
export async function applyWrites(
  { people, history }: Collections,
  writes: readonly PersonWrite[],
  { evidence, signal }: { evidence: Evidence; signal?: AbortSignal | undefined },
): Promise<void> {
  const rows = writes.filter((write) => write.changes.length > 0).map((write) => historyWrite(write, evidence));
  await bulkUpsert(history, rows, signal);
  await bulkUpsert(
    people,
    writes.map((write) => personWrite(write, evidence)),
    signal,
  );
}

/** Filter on `_id` alone and operators whose result doesn't depend on the order of arrival (design section 5). */
function personWrite({ id, part, alias }: PersonWrite, evidence: Evidence): AnyBulkWriteOperation<StoredPerson> {
  const marketo = toStoredPart(part);
  const firstSeen = { asOf: part.asOf, at: part.syncedAt, evidence };
  return {
    updateOne: {
      filter: { _id: id },
      update: {
        $max: alias === null ? { marketo } : { marketo, alias: { asOf: alias.asOf, winner: alias.winner } },
        // Not `$setOnInsert`: the app may have made the document, and the earlier of two first reads counts.
        $min: { firstSeen },
      },
      upsert: true,
    },
  };
}
