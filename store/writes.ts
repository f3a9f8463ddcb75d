import type { AnyBulkWriteOperation, Collection, Document, Filter } from 'mongodb';
import { duplicateKeyIndexes, isDuplicateKey } from './errors.ts';

/** Operations of one bulk command; the stand-in's own limit too. */
const BULK_SIZE = 1_000;
/** Two first inserts at once: one of them loses with 11000 and finds the document on its next try. */
const ATTEMPTS = 5;

/**
 * Unordered bulk of upserts by `_id`, or of updates by a unique member, in commands of at most `BULK_SIZE`. Operations
 * that lost the race of two first inserts (11000) are sent again, as `ifLost` has them. Every operation must be harmless
 * to repeat. Checks `signal` before each command.
 */
export async function bulkUpsert<T extends Document>(
  collection: Collection<T>,
  operations: readonly AnyBulkWriteOperation<T>[],
  signal?: AbortSignal,
  ifLost: (index: number) => AnyBulkWriteOperation<T> | undefined = (index) => operations[index],
): Promise<void> {
  for (let start = 0; start < operations.length; start += BULK_SIZE) {
    const part = operations.slice(start, start + BULK_SIZE);
    await bulkOnce(collection, part, (index) => ifLost(start + index), signal);
  }
}

async function bulkOnce<T extends Document>(
  collection: Collection<T>,
  operations: AnyBulkWriteOperation<T>[],
  ifLost: (index: number) => AnyBulkWriteOperation<T> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  let left = operations;
  let places = operations.map((_, index) => index);
  for (let attempt = 1; left.length > 0; attempt++) {
    signal?.throwIfAborted();
    try {
      await collection.bulkWrite(left, { ordered: false });
      return;
    } catch (error) {
      const lost = attempt < ATTEMPTS ? duplicateKeyIndexes(error) : null;
      if (lost === null) throw error;
      places = lost.map((index) => places[index]).filter((place) => place !== undefined);
      left = places.map(ifLost).filter((operation) => operation !== undefined);
    }
  }
}

/**
 * Options of a `findOneAndUpdate` that answers with the members named, as they are after it. Always with a projection:
 * without one the stand-in answers with its live document, which the next update may have changed before it is sent
 * (200 of 300 runs of 60 `$inc` at once gave some number twice; with a projection none).
 */
export function answering<const K extends string>(...members: K[]) {
  const projection = Object.fromEntries(members.map((member) => [member, 1]));
  return { returnDocument: 'after', projection } as const;
}

/** Whether a stored document has exactly these members; plain values and dates. */
export function holds(stored: object, members: object): boolean {
  const found = new Map(Object.entries(stored));
  const plain = (value: unknown) => (value instanceof Date ? value.getTime() : value);
  return Object.entries(members).every(([name, value]) => plain(found.get(name)) === plain(value));
}

/** Repeats an upsert that lost the race of two first inserts; `work` must be one command. */
export async function retryDuplicate<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isDuplicateKey(error)) throw error;
    }
  }
}

/** Deletes documents that fit a filter, found first, so that one round is bounded. @returns how many, at most `limit` */
export async function dropOld<T extends Document>(
  collection: Collection<T>,
  filter: Filter<T>,
  limit: number,
): Promise<number> {
  const old = await collection
    .find(filter, { projection: { _id: 1 } })
    .limit(Math.max(1, limit))
    .toArray();
  const ids = old.map(({ _id }) => _id);
  if (ids.length > 0) await collection.deleteMany({ _id: { $in: ids }, ...filter });
  return ids.length;
}
