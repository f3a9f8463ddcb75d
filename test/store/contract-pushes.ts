import { describe, expect, it } from 'vitest';
import type { MarketoId } from '../../model/ids.ts';
import { NO_PROOF } from '../../model/push/proof.ts';
import { NO_PUSHES } from '../../store/pushes/index.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';

const ids = (...all: number[]) => all as MarketoId[];

export function pushesContract(open: () => Promise<OpenedStore>): void {
  describe('pushes', () => {
    it('each person waits once, who was pushed first goes first', async () => {
      const { store } = await open();
      await persist(() => store.pushes.add(ids(7)));
      // The order is by time.
      const first = Date.now();
      while (Date.now() <= first + 1);
      await persist(() => store.pushes.add(ids(3, 7, 3)));
      expect((await persist(() => store.pushes.waiting(10))).map(({ id }) => id)).toEqual([7, 3]);
      expect(await persist(() => store.pushes.waiting(1))).toHaveLength(1);
      expect(await persist(() => store.pushes.depth())).toBe(2);
      expect(await persist(() => store.pushes.among(ids(3, 4)))).toEqual(new Set([3]));
      expect(await persist(() => store.pushes.among([]))).toEqual(new Set());
    });

    it('tells since when somebody waits, until everybody was read', async () => {
      const { store } = await open();
      const before = Date.now();
      await persist(() => store.pushes.add(ids(7)));
      const { unreadSince } = await persist(() => store.pushes.state());
      expect(Math.abs((unreadSince?.getTime() ?? 0) - before)).toBeLessThan(60_000);
      await persist(() => store.pushes.add(ids(3, 7)));
      expect((await persist(() => store.pushes.state())).unreadSince).toEqual(unreadSince);
      const read = await persist(() => store.pushes.waiting(10));
      await persist(() => store.pushes.done(read));
      expect((await persist(() => store.pushes.state())).unreadSince).toBeNull();
    });

    it('a push during the read is not lost: only what was read is taken off', async () => {
      const { store } = await open();
      await persist(() => store.pushes.add(ids(1, 2)));
      const read = await persist(() => store.pushes.waiting(10));
      await persist(() => store.pushes.add(ids(2)));
      await persist(() => store.pushes.done(read));
      await persist(() => store.pushes.done(read));
      const left = await persist(() => store.pushes.waiting(10));
      expect(left.map(({ id }) => id)).toEqual([2]);
      expect(left[0]?.stamp).not.toBe(read.find(({ id }) => id === 2)?.stamp);
    });

    it('one that was taken off and pushed again is another push', async () => {
      const { store } = await open();
      await persist(() => store.pushes.add(ids(1)));
      const late = await persist(() => store.pushes.waiting(10));
      await persist(() => store.pushes.done(late));
      await persist(() => store.pushes.add(ids(1)));
      // Of an attempt that was thought dead.
      await persist(() => store.pushes.done(late));
      expect(await persist(() => store.pushes.waiting(10))).toHaveLength(1);
    });

    it('all are dropped at once, and it is said how many', async () => {
      const { store } = await open();
      await persist(() => store.pushes.add(ids(1, 2, 3)));
      expect(await persist(() => store.pushes.drop())).toBeGreaterThanOrEqual(0);
      expect(await persist(() => store.pushes.waiting(10))).toEqual([]);
    });

    it('counts add up, and tell when somebody was pushed last and who reads', async () => {
      const { store } = await open();
      expect(await persist(() => store.pushes.state())).toEqual({ ...NO_PUSHES, unreadSince: null });
      await persist(() => store.pushes.count({ read: 0 }));
      expect((await persist(() => store.pushes.state())).lastAt).toBeNull();
      await persist(() => store.pushes.follow(true));
      const state = await persist(() => store.pushes.count({ received: 2, refused: 1 }));
      // A write whose answer was lost is counted again.
      expect(state.received).toBeGreaterThanOrEqual(2);
      expect(state.refused).toBeGreaterThanOrEqual(1);
      const { lookedAt, lastAt, followedAt } = state;
      if (lookedAt === null || followedAt === null) throw new Error('nothing was looked at');
      expect(lastAt).toEqual(lookedAt);
      expect(lookedAt.getTime()).toBeGreaterThanOrEqual(followedAt.getTime());
      await persist(() => store.pushes.follow(false));
      expect((await persist(() => store.pushes.state())).followedAt).toBeNull();
    });

    it('keeps a fold and a proof', async () => {
      const { store } = await open();
      const fold = { reason: 'burst', until: new Date(5) } as const;
      const proof = { ...NO_PROOF, announced: 3, incomplete: { at: new Date(7), people: 2 } };
      await persist(() => store.pushes.fold(fold));
      await persist(() => store.pushes.prove(proof));
      expect(await persist(() => store.pushes.state())).toMatchObject({ fold, proof });
      await persist(() => store.pushes.fold(null));
      expect((await persist(() => store.pushes.state())).fold).toBeNull();
    });
  });
}
