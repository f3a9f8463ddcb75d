import { describe, expect, it } from 'vitest';
import { type Claim, KEPT_MS } from '../../store/idempotency/types.ts';
import type { Store } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH, personId } from './people.ts';
import { persist } from './persist.ts';

const OPERATION = { id: 'operation', proof: 'this request' };
const ANSWER = { status: 201, type: 'application/json', sealed: 'c2VhbGVk' };
const LONG_AGO = new Date(EPOCH - KEPT_MS);

interface Row {
  _id: string;
  until: Date;
  at: Date;
  proof: string;
}

export function idempotencyContract(open: () => Promise<OpenedStore>): void {
  async function opened() {
    const { store, db } = await open();
    await persist(() => store.migrate());
    const rows = db.collection<Row>('idempotency');
    const age = (change: Partial<Row>) => rows.updateOne({ _id: OPERATION.id }, { $set: change });
    /** As a caller does whose answer was lost: the claim that nobody knows of runs out, and is taken over. */
    const claimed = async (): Promise<string> => {
      for (;;) {
        const claim = await persist(() => store.idempotency.claim(OPERATION));
        if (claim.kind === 'mine') return claim.stamp;
        await age({ until: LONG_AGO });
      }
    };
    return { store, rows, age, claimed };
  }

  const again = (store: Store, proof = OPERATION.proof): Promise<Claim> =>
    persist(() => store.idempotency.claim({ ...OPERATION, proof }));

  describe('what is done under a key', () => {
    it('is claimed by the first, and told to those who ask again', async () => {
      const { store, claimed } = await opened();
      const stamp = await claimed();
      expect(await again(store)).toEqual({ kind: 'open' });
      expect(await again(store, 'another request')).toEqual({ kind: 'different' });
      await persist(() => store.idempotency.keep(stamp, ANSWER));
      expect(await again(store)).toEqual({ kind: 'answered', answer: ANSWER });
      expect(await again(store, 'another request')).toEqual({ kind: 'different' });
    });

    it('is claimed once by many at once', async () => {
      const { store } = await opened();
      const claims = await Promise.all(Array.from({ length: 20 }, () => again(store)));
      // One whose answer was lost has it all the same.
      expect(claims.filter(({ kind }) => kind === 'mine').length).toBeLessThanOrEqual(1);
      expect(claims.filter(({ kind }) => kind !== 'mine').every(({ kind }) => kind === 'open')).toBe(true);
    });

    it('may be claimed again once it was released, or nobody has extended the claim', async () => {
      const { store, age, claimed } = await opened();
      const first = await claimed();
      await persist(() => store.idempotency.release(first));
      const second = await claimed();
      await age({ until: LONG_AGO });
      await persist(() => store.idempotency.extend(second));
      expect(await again(store)).toEqual({ kind: 'open' });
      await age({ until: LONG_AGO });
      const third = await claimed();
      expect(new Set([first, second, third]).size).toBe(3);
      // Whoever has lost the claim changes nothing any more.
      await persist(() => store.idempotency.keep(second, ANSWER));
      await persist(() => store.idempotency.release(second));
      expect(await again(store)).toEqual({ kind: 'open' });
    });

    it('is forgotten after 24 h, by whoever asks and by housekeeping', async () => {
      const { store, rows, age, claimed } = await opened();
      const stamp = await claimed();
      await persist(() => store.idempotency.keep(stamp, ANSWER));
      await age({ at: LONG_AGO, proof: 'another request' });
      await claimed();
      await age({ at: LONG_AGO });
      await persist(() => store.idempotency.expire(new Date(LONG_AGO.getTime() + 1), 10));
      expect(await rows.countDocuments()).toBe(0);
    });

    it('is still known to be done after an erasure, but no answer is left', async () => {
      const { store, rows, claimed } = await opened();
      const stamp = await claimed();
      await persist(() => store.idempotency.keep(stamp, ANSWER));
      const at = new Date(EPOCH);
      await persist(() => store.erasures.begin([personId(1)], { by: 'admin', reason: 'request 4711', at }));
      await persist(() => store.erasures.finish([personId(1)], at));
      expect(await again(store)).toEqual({ kind: 'gone' });
      expect(JSON.stringify(await rows.find().toArray())).not.toContain(ANSWER.sealed);
    });
  });
}
