import type { Database } from '../database.ts';
import { answering, retryDuplicate } from '../writes.ts';

interface Counter {
  _id: 'unsubscribes/pushes';
  value: number;
}

/** Counts the turns that told Salesforce; a lost answer burns a number. */
export function createPushSequence(database: Database) {
  const meta = database.collection<Counter>('meta');
  const _id = 'unsubscribes/pushes';
  return {
    get: async (): Promise<number> => (await meta.findOne({ _id }))?.value ?? 0,

    next: async (): Promise<number> => {
      const counter = await retryDuplicate(() =>
        meta.findOneAndUpdate({ _id }, { $inc: { value: 1 } }, { upsert: true, ...answering('value') }),
      );
      return counter?.value ?? 0;
    },
  };
}
