import { randomUUID } from 'node:crypto';
import { type NightlyState, NO_NIGHTLY } from '../../model/unsubscribe/nightly.ts';
import type { Database } from '../database.ts';
import { retryDuplicate } from '../writes.ts';

interface NightlyDocument extends NightlyState {
  _id: 'unsubscribes/nightly';
  stamp: string;
}

const _id = 'unsubscribes/nightly';
const FIRST = 'none';

/** One document of `meta`, moved by compare-and-set. */
export function createNightlyStore(database: Database) {
  const meta = database.collection<NightlyDocument>('meta');

  async function read(): Promise<{ state: NightlyState; stamp: string }> {
    const found = await meta.findOne({ _id });
    if (found === null) return { state: NO_NIGHTLY, stamp: FIRST };
    const { field, watermarks, run, last, stamp } = found;
    return { state: { field, watermarks, run, last }, stamp };
  }

  async function move(next: (before: NightlyState) => NightlyState | null): Promise<NightlyState | null> {
    const { state, stamp: from } = await read();
    const to = next(state);
    if (to === null) return null;
    const stamp = randomUUID();
    if (from === FIRST) {
      await retryDuplicate(() =>
        meta.updateOne({ _id }, { $setOnInsert: { ...NO_NIGHTLY, stamp: FIRST } }, { upsert: true }),
      );
    }
    await meta.updateOne({ _id, stamp: from }, { $set: { ...to, stamp } });
    // The stamp says whose it is, whatever became of the command's own answer.
    return (await read()).stamp === stamp ? to : null;
  }

  return { get: async () => (await read()).state, move };
}
