import { randomUUID } from 'node:crypto';
import { AppError } from '../../model/errors/app-error.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { serverTime } from '../server-time.ts';
import { dropOld, retryDuplicate } from '../writes.ts';
import { IDEMPOTENCY, type OperationDocument } from './document.ts';
import { CLAIM_MS, type Claim, type IdempotencyStore, KEPT_MS, type Operation } from './types.ts';

/** Each one lost means that another caller has moved it. */
const ATTEMPTS = 5;

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const operations = database.collection<OperationDocument>(IDEMPOTENCY);

  const fresh = (proof: string, now: Date): Omit<OperationDocument, '_id'> => ({
    ...{ proof, at: now, until: new Date(now.getTime() + CLAIM_MS), stamp: randomUUID() },
    ...{ isDone: false, answer: null },
  });

  /** What its stamp says afterwards is true, whatever became of the command's own answer. */
  async function claim({ id: _id, proof }: Operation): Promise<Claim> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const now = await serverTime(database);
      const mine = fresh(proof, now);
      const before = await operations.findOne({ _id });
      if (before === null)
        await retryDuplicate(() => operations.updateOne({ _id }, { $setOnInsert: mine }, { upsert: true }));
      else {
        const isOld = now.getTime() - before.at.getTime() >= KEPT_MS;
        const known = isOld ? null : knownOf(before, proof, now);
        if (known !== null) return known;
        const at = isOld ? now : before.at;
        await operations.updateOne({ stamp: before.stamp }, { $set: { ...mine, at } });
      }
      const after = await operations.findOne({ _id }, { projection: { stamp: 1 } });
      if (after?.stamp === mine.stamp) return { kind: 'mine', stamp: mine.stamp };
    }
    throw new AppError('store.conflict', { details: { operations: 1 } });
  }

  return {
    claim: (operation) => run('idempotency.claim', () => claim(operation)),

    extend: (stamp) =>
      run('idempotency.extend', async () => {
        const until = new Date((await serverTime(database)).getTime() + CLAIM_MS);
        await operations.updateOne({ stamp }, { $set: { until } });
      }),

    keep: (stamp, answer) =>
      run('idempotency.keep', async () => {
        await operations.updateOne({ stamp }, { $set: { isDone: true, answer } });
      }),

    release: (stamp) =>
      run('idempotency.release', async () => {
        await operations.deleteMany({ stamp });
      }),

    expire: (before, limit) => run('idempotency.expire', () => dropOld(operations, { at: { $lt: before } }, limit)),
  };
}

/** Null: it may be claimed, for nobody works on it any more. */
function knownOf(before: OperationDocument, proof: string, now: Date): Claim | null {
  if (before.proof !== proof) return { kind: 'different' };
  if (before.isDone) return before.answer === null ? { kind: 'gone' } : { kind: 'answered', answer: before.answer };
  return before.until > now ? { kind: 'open' } : null;
}
