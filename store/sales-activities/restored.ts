import { randomUUID } from 'node:crypto';
import type { Database } from '../database.ts';
import { retryDuplicate } from '../writes.ts';

interface RestoredDocument {
  _id: 'restored';
  at: Date;
}

/** When the database was last told that it was restored from a backup. */
export async function restoredAt(database: Database): Promise<Date | null> {
  const found = await database.collection<RestoredDocument>('meta').findOne({ _id: 'restored' });
  return found?.at ?? null;
}

export async function rememberRestore(database: Database, at: Date): Promise<void> {
  const meta = database.collection<RestoredDocument>('meta');
  await retryDuplicate(() => meta.updateOne({ _id: 'restored' }, { $max: { at } }, { upsert: true }));
}

/** Stands for a call that the database has forgotten, and that may never have been. */
export const restoredBatch = (): string => `restored/${randomUUID()}`;
