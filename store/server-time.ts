import type { Database } from './database.ts';
import { run } from './errors.ts';
import { answering, retryDuplicate } from './writes.ts';

interface ClockDocument {
  _id: 'clock';
  at: Date;
}

/** The database's own clock, read with the one operation that every server has: `$currentDate`. */
export function serverTime(database: Database): Promise<Date> {
  const meta = database.collection<ClockDocument>('meta');
  return run('serverTime', async () => {
    const clock = await retryDuplicate(() =>
      meta.findOneAndUpdate({ _id: 'clock' }, { $currentDate: { at: true } }, { upsert: true, ...answering('at') }),
    );
    return clock?.at ?? database.clock.now();
  });
}
