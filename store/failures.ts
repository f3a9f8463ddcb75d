import type { Database } from './database.ts';
import { run } from './errors.ts';
import { under } from './keys.ts';
import type { FailureStore } from './types.ts';
import { dropOld, retryDuplicate } from './writes.ts';

/** `_id` = `<flow>/<key>`. */
interface FailureDocument {
  _id: string;
  flow: string;
  key: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
  details: Record<string, unknown>;
}

export function createFailureStore(database: Database): FailureStore {
  const failures = database.collection<FailureDocument>('failures');
  return {
    record: ({ flow, key, details }) =>
      run('failures.record', async () => {
        const now = database.clock.now();
        const update = {
          $inc: { count: 1 },
          $set: { lastAt: now, details },
          $setOnInsert: { flow, key, firstAt: now },
        };
        await retryDuplicate(() => failures.updateOne({ _id: `${flow}/${key}` }, update, { upsert: true }));
      }),

    clear: (flow) =>
      run('failures.clear', async () => {
        await failures.deleteMany({ _id: under(flow) });
      }),

    list: (limit) =>
      run('failures.list', () =>
        failures
          .find({}, { projection: { _id: 0 } })
          .sort({ lastAt: -1 })
          .limit(Math.max(1, limit))
          .toArray(),
      ),

    expire: (before, limit) => run('failures.expire', () => dropOld(failures, { lastAt: { $lt: before } }, limit)),
  };
}
