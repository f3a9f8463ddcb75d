import { brakeBucket, brakeBuckets } from '../model/brake.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { BrakeStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

/** People who left, counted by UTC hour. */
interface BrakeDocument {
  _id: 'brake';
  hours: Record<string, number>;
}

/**
 * `reserve` takes all places at once and hands back those beyond the limit. So callers at the same time can be allowed
 * too few between them, never too many; nor can a process that dies between the two steps, or a repeated call.
 */
export function createBrakeStore(database: Database): BrakeStore {
  const meta = database.collection<BrakeDocument>('meta');

  async function add(bucket: string, places: number, outdated: readonly string[] = []): Promise<BrakeDocument | null> {
    const unset = Object.fromEntries(outdated.map((old) => [`hours.${old}`, '' as const]));
    const update = { $inc: { [`hours.${bucket}`]: places }, ...(outdated.length > 0 && { $unset: unset }) };
    return retryDuplicate(() =>
      meta.findOneAndUpdate({ _id: 'brake' }, update, { upsert: true, ...answering('hours') }),
    );
  }

  return {
    reserve: (leaving, limit, now) =>
      run('brake.reserve', async () => {
        if (leaving <= 0) return 0;
        const bucket = brakeBucket(now);
        const after = await add(bucket, leaving);
        const { total, outdated } = sum(after, now);
        const tooMany = Math.min(leaving, Math.max(0, total - limit));
        if (tooMany > 0 || outdated.length > 0) await add(bucket, -tooMany, outdated);
        return leaving - tooMany;
      }),

    used: (now) => run('brake.used', async () => sum(await meta.findOne({ _id: 'brake' }), now).total),
  };
}

/** Buckets ahead of `now` count too: another worker's clock may be ahead of ours. */
function sum(stored: BrakeDocument | null, now: Date): { total: number; outdated: string[] } {
  const oldest = brakeBuckets(now)[0] ?? brakeBucket(now);
  const hours = Object.entries(stored?.hours ?? {});
  return {
    total: hours.reduce((total, [hour, count]) => (hour >= oldest ? total + count : total), 0),
    outdated: hours.filter(([hour]) => hour < oldest).map(([hour]) => hour),
  };
}
