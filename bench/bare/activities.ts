import type { Db } from 'mongodb';

export type BareActivities = ReturnType<typeof createBareActivities>;

/** Each updates one document in MongoDB. */
export function createBareActivities(database: Db) {
  const done = database.collection<{ _id: string }>('bare');
  return {
    async updateFirst(id: string): Promise<void> {
      await done.updateOne({ _id: id }, { $set: { first: new Date() } }, { upsert: true });
    },
    async updateSecond(id: string): Promise<void> {
      await done.updateOne({ _id: id }, { $set: { second: new Date() } }, { upsert: true });
    },
  };
}
