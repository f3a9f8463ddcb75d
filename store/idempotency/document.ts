import type { Database } from '../database.ts';
import { bulkUpsert } from '../writes.ts';
import type { KeptAnswer } from './types.ts';

export const IDEMPOTENCY = 'idempotency';

/** `_id` = the operation's. */
export interface OperationDocument {
  _id: string;
  proof: string;
  /** When it was claimed first. */
  at: Date;
  /** Whoever works on it has it until then. */
  until: Date;
  /** New with every claim, unique: the compare-and-set filters on it alone, as in the outbox. */
  stamp: string;
  isDone: boolean;
  /** Null: not done yet, not kept, or dropped by an erasure. */
  answer: KeptAnswer | null;
}

const AT_ONCE = 500;

/**
 * What an erasure does: nobody can tell whom a sealed answer is about, so all of them go. That they were done stays, so
 * that nothing is done twice.
 */
export async function dropAnswers(database: Database): Promise<void> {
  const operations = database.collection<OperationDocument>(IDEMPOTENCY);
  for (;;) {
    const found = await operations
      .find({ answer: { $ne: null } }, { projection: { _id: 1 } })
      .limit(AT_ONCE)
      .toArray();
    if (found.length === 0) return;
    await bulkUpsert(
      operations,
      found.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { answer: null } } } })),
    );
  }
}
