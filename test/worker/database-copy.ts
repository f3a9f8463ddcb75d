import type { Db, Document } from 'mongodb';

export type DatabaseCopy = Map<string, Document[]>;

/** What a backup holds: every document of every collection. */
export async function copyOf(db: Db): Promise<DatabaseCopy> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await db.collection(name).find().toArray()] as const)),
  );
}

/**
 * Puts a copy in the place of all that is there, as `mongorestore` does in an emptied database. Numbers and positions come
 * first: by these a worker that was left running notices it.
 */
export async function putBack(db: Db, copy: DatabaseCopy): Promise<void> {
  const there = (await db.listCollections().toArray()).map(({ name }) => name);
  for (const name of new Set(['meta', 'cursors', ...copy.keys(), ...there])) {
    await db.collection(name).deleteMany({});
    const documents = copy.get(name) ?? [];
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
}
