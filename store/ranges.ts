import type { Database } from './database.ts';
import { run } from './errors.ts';
import { around, paddedId, under } from './keys.ts';
import type { FinishedRange, RangeStore } from './types.ts';
import { bulkUpsert } from './writes.ts';

interface RangeDocument extends FinishedRange {
  _id: string;
}

export function createRangeStore(database: Database): RangeStore {
  const ranges = database.collection<RangeDocument>('ranges');
  return {
    finish: (scanId, { from, to, asked, read, qualified }) =>
      run('ranges.finish', () => {
        const filter = { _id: `${scanId}/${paddedId(from)}` };
        const update = { $setOnInsert: { from, to, asked, read, qualified } };
        return bulkUpsert(ranges, [{ updateOne: { filter, update, upsert: true } }]);
      }),

    finished: (scanId) =>
      run('ranges.finished', () =>
        ranges
          .find({ _id: under(scanId) }, { projection: { _id: 0 } })
          .sort({ _id: 1 })
          .toArray(),
      ),

    drop: (scanId) =>
      run('ranges.drop', async () => {
        await ranges.deleteMany({ _id: under(scanId) });
      }),

    dropOthers: (prefix, scanId) =>
      run('ranges.dropOthers', async () => {
        for (const range of around(prefix, under(scanId))) await ranges.deleteMany({ _id: range });
      }),
  };
}
