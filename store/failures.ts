import { cutText } from '../model/cut-text.ts';
import type { SafeDetails } from '../model/errors/app-error.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { under } from './keys.ts';
import type { FailureRow, FailureStore } from './types.ts';
import { retryDuplicate } from './writes.ts';

/** `_id` = `<flow>/<key>`. */
interface FailureDocument extends FailureRow {
  _id: string;
}

/** Flows and keys are some dozens each: more rows than these are old ones of other versions. */
const MOST_FAILURES = 500;
/** Of one row; the last occurrence's. */
const MOST_DETAILS = 20;
const LONGEST_DETAIL = 300;

export function createFailureStore(database: Database): FailureStore {
  const failures = database.collection<FailureDocument>('failures');

  async function record(flow: string, { key, details }: { key: string; details: SafeDetails }): Promise<void> {
    const now = database.clock.now();
    const update = {
      $inc: { count: 1 },
      $set: { lastAt: now, details: bounded(details) },
      $setOnInsert: { flow, key, firstAt: now },
    };
    await retryDuplicate(() => failures.updateOne({ _id: idOf(flow, key) }, update, { upsert: true }));
    await dropBeyond();
  }

  /** The oldest go first. */
  async function dropBeyond(): Promise<void> {
    const beyond = (await failures.countDocuments({})) - MOST_FAILURES;
    if (beyond > 0) await drop(await failures.find({}, IDS).sort({ lastAt: 1 }).limit(beyond).toArray());
  }

  async function drop(rows: readonly { _id: string }[]): Promise<number> {
    if (rows.length === 0) return 0;
    const { deletedCount } = await failures.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
    return deletedCount;
  }

  return {
    record: ({ flow, ...failure }) => run('failures.record', () => record(flow, failure)),

    keepOnly: (flow, now) =>
      run('failures.keepOnly', async () => {
        const kept = new Set(now.map(({ key }) => idOf(flow, key)));
        const known = await failures.find({ _id: under(flow) }, IDS).toArray();
        await drop(known.filter(({ _id }) => !kept.has(_id)));
        for (const failure of now) await record(flow, failure);
      }),

    clear: (flow) =>
      run('failures.clear', async () => {
        await failures.deleteMany({ _id: under(flow) });
      }),

    drop: (rows) => run('failures.drop', () => drop(rows.map(({ flow, key }) => ({ _id: idOf(flow, key) })))),

    expire: (before, limit) =>
      run('failures.expire', async () =>
        drop(
          await failures
            .find({ lastAt: { $lt: before } }, IDS)
            .limit(Math.max(1, limit))
            .toArray(),
        ),
      ),

    list: (limit) =>
      run('failures.list', () =>
        failures
          .find({}, { projection: { _id: 0 } })
          .sort({ lastAt: -1 })
          .limit(Math.max(1, limit))
          .toArray(),
      ),
  };
}

const IDS = { projection: { _id: 1 } } as const;

function idOf(flow: string, key: string): string {
  return `${flow}/${key}`;
}

function bounded(details: SafeDetails): SafeDetails {
  return Object.fromEntries(
    Object.entries(details)
      .slice(0, MOST_DETAILS)
      .map(([name, value]) => [name, typeof value === 'string' ? cutText(value, LONGEST_DETAIL) : value]),
  );
}
