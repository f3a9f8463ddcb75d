import type { Collection, Db, Document, MongoClient } from 'mongodb';
import type { Clock } from '../model/ports.ts';

/** Lets a test put itself between the store and the driver. */
export type WrapCollection = <T extends Document>(collection: Collection<T>) => Collection<T>;

/** What every part of the store is made from. */
export interface Database {
  client: MongoClient;
  db: Db;
  clock: Clock;
  collection<T extends Document>(name: string): Collection<T>;
}

export function createDatabase(client: MongoClient, dbName: string, clock: Clock, wrap?: WrapCollection): Database {
  const db = client.db(dbName);
  const collection = <T extends Document>(name: string) => {
    const plain = db.collection<T>(name);
    return wrap === undefined ? plain : wrap(plain);
  };
  return { client, db, clock, collection };
}
