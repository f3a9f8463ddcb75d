import { setTimeout as delay } from 'node:timers/promises';
import {
  type BulkWriteResult,
  type Collection,
  type Document,
  MongoBulkWriteError,
  MongoNetworkError,
  MongoServerError,
  type WriteError,
} from 'mongodb';
import type { WrapCollection } from '../../store/database.ts';

/** What a real mongod and a real network may do to a command, chosen from a seed. */
type Mischief = 'none' | 'slow' | 'lostBefore' | 'lostAfter' | 'duplicate';

type Command = (...args: unknown[]) => Promise<unknown>;

const READS: ReadonlySet<string> = new Set(['findOne', 'countDocuments']);
const WRITES: ReadonlySet<string> = new Set(['updateOne', 'insertOne', 'findOneAndUpdate', 'deleteMany']);

/** The driver doesn't export how to make one; no more of it is looked at. */
const NO_RESULT = { getWriteConcernError: () => undefined } as unknown as BulkWriteResult;

export interface Hostile {
  wrap: WrapCollection;
  /** How often each mischief was done: a test can see that it was not a calm day. */
  counts: Record<Mischief, number>;
}

export function hostileDriver(seed: number, rate = 0.4): Hostile {
  const random = generator(seed);
  const counts: Record<Mischief, number> = { none: 0, slow: 0, lostBefore: 0, lostAfter: 0, duplicate: 0 };
  const choose = (canDuplicate: boolean): Mischief => {
    const offered: Mischief[] = ['slow', 'lostBefore', 'lostAfter', ...(canDuplicate ? (['duplicate'] as const) : [])];
    const mischief = random() < rate ? (offered[Math.floor(random() * offered.length)] ?? 'none') : 'none';
    counts[mischief] += 1;
    return mischief;
  };

  async function disturb(mischief: Mischief, work: () => Promise<unknown>): Promise<unknown> {
    if (mischief === 'slow') await delay(random() * 5);
    if (mischief === 'lostBefore') throw new MongoNetworkError('hostile: lost before');
    if (mischief === 'duplicate') throw new MongoServerError({ message: 'hostile: E11000', code: 11_000 });
    const answer = await work();
    if (mischief === 'lostAfter') throw new MongoNetworkError('hostile: lost after');
    return answer;
  }

  /** A random half is done and the others fail with 11000; an ordered bulk stops at the first that fails. */
  async function halfBulk(bulk: Command, operations: unknown[], options: { ordered?: boolean }): Promise<never> {
    const all = operations.map((_, index) => index);
    const chosen = all.filter(() => random() < 0.5);
    const failed = chosen.length === 0 ? all.slice(0, 1) : chosen;
    const ordered = options.ordered !== false;
    const done = ordered ? all.filter((index) => index < (failed[0] ?? 0)) : all.filter((i) => !failed.includes(i));
    if (done.length > 0)
      await bulk(
        done.map((index) => operations[index]),
        options,
      );
    const writeErrors = (ordered ? failed.slice(0, 1) : failed).map((index) => ({
      index,
      code: 11_000,
      errmsg: 'hostile: E11000',
    }));
    // The driver doesn't export what it makes these of.
    const message = { message: 'hostile: E11000', code: 11_000, writeErrors: writeErrors as unknown as WriteError[] };
    throw new MongoBulkWriteError(message, NO_RESULT);
  }

  function command(name: string, plain: Command): Command | null {
    if (READS.has(name)) return (...args) => disturb(choose(false), () => plain(...args));
    if (WRITES.has(name)) return (...args) => disturb(choose(isUpsert(args[2])), () => plain(...args));
    if (name !== 'bulkWrite') return null;
    return (operations, options) => {
      const mischief = choose(true);
      const list = Array.isArray(operations) ? operations : [];
      if (mischief === 'duplicate') return halfBulk(plain, list, options ?? {});
      return disturb(mischief, () => plain(operations, options)).catch((error) => {
        // As the driver does with a connection lost during a bulk.
        throw new MongoBulkWriteError(error, NO_RESULT);
      });
    };
  }

  const wrap = <T extends Document>(collection: Collection<T>): Collection<T> =>
    new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        const plain = member.bind(target) as Command;
        return command(String(name), plain) ?? plain;
      },
    });
  return { wrap, counts };
}

function isUpsert(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'upsert' in options && options.upsert === true;
}

/** Mulberry32: the same seed, the same day. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
