import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { Database } from '../database.ts';
import { answering, retryDuplicate } from '../writes.ts';

interface Counter {
  _id: `sends/${Vendor}`;
  value: number;
}

/** Counts the calls to each vendor; a lost answer burns a number. */
export function createSequences(database: Database) {
  const meta = database.collection<Counter>('meta');
  return {
    get: async (vendor: Vendor): Promise<number> => (await meta.findOne({ _id: `sends/${vendor}` }))?.value ?? 0,

    next: async (vendor: Vendor): Promise<number> => {
      const counter = await retryDuplicate(() =>
        meta.findOneAndUpdate(
          { _id: `sends/${vendor}` },
          { $inc: { value: 1 } },
          { upsert: true, ...answering('value') },
        ),
      );
      return counter?.value ?? 0;
    },
  };
}
