import { type Db, MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from './open.ts';
import { mongoUri } from './uri.ts';

const ROUNDS = 50;
const CLIENTS = 6;

/** A connection each, which are made beforehand so that all begin at once. */
async function connections(dbName: string): Promise<Db[]> {
  return Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = await new MongoClient(mongoUri()).connect();
      onTestFinished(() => client.close());
      await client.db(dbName).command({ ping: 1 });
      return client.db(dbName);
    }),
  );
}

// A worker migrates an empty database while an admin changes the first settings.
it('a collection that is made and indexed takes the first writes of others meanwhile', async () => {
  const [indexing, ...writing] = await connections((await openTestDatabase()).databaseName);
  const stored: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const name = `first${round}`;
    await Promise.all([
      indexing?.collection(name).createIndex({ at: -1 }),
      ...writing.map((db) => db.collection(name).insertOne({ at: round })),
    ]);
    stored.push((await indexing?.collection(name).countDocuments({})) ?? 0);
  }
  expect(stored).toEqual(stored.map(() => writing.length));
});
