import { randomUUID } from 'node:crypto';
import { type Db, MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { WrapCollection } from '../../store/database.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { mongoUri } from './uri.ts';

export interface OpenedStore {
  store: Store;
  /** The same database without the store in between. */
  db: Db;
}

/** A store on a database of its own, dropped when the test ends. */
export async function openTestStore(wrap?: WrapCollection): Promise<OpenedStore> {
  const db = await openTestDatabase();
  const store = await openStore({ uri: mongoUri(), dbName: db.databaseName, ...(wrap !== undefined && { wrap }) });
  onTestFinished(() => store.close());
  return { store, db };
}

export async function openTestDatabase(): Promise<Db> {
  const client = await new MongoClient(mongoUri()).connect();
  const db = client.db(`test_store_${randomUUID().slice(0, 8)}`);
  onTestFinished(async () => {
    await db.dropDatabase();
    await client.close();
  });
  return db;
}
