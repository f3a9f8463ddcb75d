import { randomUUID } from 'node:crypto';
import { AppError } from '../../model/errors/app-error.ts';
import type { Consent } from '../../model/unsubscribe/consent.ts';
import type { Database } from '../database.ts';
import { bulkUpsert } from '../writes.ts';
import type { UnsubscribeDocument } from './document.ts';

/** Changes of one address at once are few: a person, a nightly run. */
const ATTEMPTS = 20;
/** Keys of one look. */
const AT_ONCE = 1_000;

export type Records = ReturnType<typeof createRecords>;

/** The addresses: read by `_id`, changed by compare-and-set on their stamp. */
export function createRecords(database: Database) {
  const unsubscribes = database.collection<UnsubscribeDocument>('unsubscribes');

  async function read(keys: readonly string[]): Promise<Map<string, UnsubscribeDocument>> {
    const found = new Map<string, UnsubscribeDocument>();
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      const part = keys.slice(start, start + AT_ONCE);
      for await (const one of unsubscribes.find({ _id: { $in: part } })) found.set(one._id, one);
    }
    return found;
  }

  /**
   * Changes addresses, each as `next` has it; null: it stays. `next` may be asked again where somebody was faster.
   * @returns those that changed and those that stayed, as they are now
   */
  async function change(
    keys: readonly string[],
    next: (key: string, before: UnsubscribeDocument | null) => Consent | null,
  ): Promise<{ changed: UnsubscribeDocument[]; stayed: UnsubscribeDocument[] }> {
    const changed: UnsubscribeDocument[] = [];
    const stayed: UnsubscribeDocument[] = [];
    let left = [...new Set(keys)];
    for (let attempt = 1; left.length > 0; attempt++) {
      if (attempt > ATTEMPTS) throw new AppError('store.conflict', { details: { rows: left.length } });
      const before = await read(left);
      const wanted = new Map<string, UnsubscribeDocument>();
      for (const key of left) {
        const found = before.get(key) ?? null;
        const to = next(key, found);
        if (to !== null) wanted.set(key, { ...found, ...to, _id: key, stamp: randomUUID() });
        else if (found !== null) stayed.push(found);
      }
      await write([...wanted.values()], before);
      // A count would not say which were written; the stamps do, whatever became of the command's own answer.
      const now = await read([...wanted.keys()]);
      left = [];
      for (const [key, document] of wanted) {
        const found = now.get(key);
        if (found?.stamp === document.stamp) changed.push(found);
        else left.push(key);
      }
    }
    return { changed, stayed };
  }

  /** One that somebody else was faster with (11000, or another stamp) is left to the next look. */
  async function write(
    documents: readonly UnsubscribeDocument[],
    before: ReadonlyMap<string, UnsubscribeDocument>,
  ): Promise<void> {
    const operations = documents.map((document) => {
      const from = before.get(document._id);
      if (from === undefined) return { insertOne: { document } };
      const { _id, told: _, ...members } = document;
      return { updateOne: { filter: { stamp: from.stamp }, update: { $set: members } } };
    });
    await bulkUpsert(unsubscribes, operations, undefined, () => undefined);
  }

  return { unsubscribes, read, change };
}
