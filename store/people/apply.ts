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
  const operations = writes.map((write) =>
    write.isNew ? personInsert(write, evidence) : personUpsert(write, evidence),
  );
  await bulkUpsert(people, operations, signal, (index) => {
    const write = writes[index];
    return write === undefined ? undefined : personUpsert(write, evidence);
  });
}

/** A plain insert is half the server's work; where someone was first after all (11000), the upsert follows. */
function personInsert({ id, part, alias }: PersonWrite, evidence: Evidence): AnyBulkWriteOperation<StoredPerson> {
  const document: StoredPerson = {
    _id: id,
    marketo: toStoredPart(part),
    firstSeen: { asOf: part.asOf, at: part.syncedAt, evidence },
  };
  if (alias !== null) document.alias = { asOf: alias.asOf, winner: alias.winner };
  return { insertOne: { document } };
}

/** Filter on `_id` alone and operators whose result doesn't depend on the order of arrival (design section 5). */
function personUpsert(write: PersonWrite, evidence: Evidence): AnyBulkWriteOperation<StoredPerson> {
  const { id, part, alias, isFirst } = write;
  const marketo = toStoredPart(part);
  return {
    updateOne: {
      filter: { _id: id },
      update: {
        $max: alias === null ? { marketo } : { marketo, alias: { asOf: alias.asOf, winner: alias.winner } },
        // Not `$setOnInsert`: the app may have made the document, and the earlier of two first reads counts.
        ...(isFirst && { $min: { firstSeen: { asOf: part.asOf, at: part.syncedAt, evidence } } }),
      },
      upsert: true,
    },
  };
}
