import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import type { Evidence } from '../../model/person.ts';
import { paddedId, under } from '../keys.ts';
import type { HistoryRow, PersonWrite } from '../types.ts';
import { bulkUpsert } from '../writes.ts';

/** `_id` = `<id>/<ticket>`, both padded: one person's rows lie together, oldest first. */
export interface HistoryDocument extends HistoryRow {
  _id: string;
}

export function historyWrite(
  { id, part, changes }: PersonWrite,
  evidence: Evidence,
): AnyBulkWriteOperation<HistoryDocument> {
  const filter = { _id: `${paddedId(id)}/${paddedId(part.asOf)}` };
  const row = { marketoId: id, ticket: part.asOf, at: part.syncedAt, evidence, changes };
  return { updateOne: { filter, update: { $setOnInsert: row }, upsert: true } };
}

export async function readHistory(collection: Collection<HistoryDocument>, id: MarketoId): Promise<HistoryRow[]> {
  const filter = { _id: under(paddedId(id)) };
  const rows = await collection
    .find(filter, { projection: { _id: 0 } })
    .sort({ _id: 1 })
    .toArray();
  return withoutRepetitions(rows);
}

/** Values go, the names of the fields stay: that something changed is no personal data. */
export async function redactHistory(collection: Collection<HistoryDocument>, id: MarketoId): Promise<void> {
  const rows = await collection.find({ _id: under(paddedId(id)) }).toArray();
  await bulkUpsert(
    collection,
    rows.map(({ _id, changes }) => ({
      updateOne: {
        filter: { _id },
        update: { $set: { changes: changes.map(({ field }) => ({ field, old: null, new: null })) } },
      },
    })),
  );
}

/**
 * A change told twice in a row is one change, seen again after a crash (see `applyWrites`) or by two flows at once:
 * a field can't go from a to b twice without leaving b in between. Redacted changes (null to null) are kept.
 */
function withoutRepetitions(rows: readonly HistoryRow[]): HistoryRow[] {
  const last = new Map<string, { old: string | null; new: string | null }>();
  const kept: HistoryRow[] = [];
  for (const row of rows) {
    const changes = row.changes.filter((change) => {
      const before = last.get(change.field);
      last.set(change.field, change);
      return change.old === change.new || before?.old !== change.old || before.new !== change.new;
    });
    if (changes.length > 0) kept.push({ ...row, changes });
  }
  return kept;
}
