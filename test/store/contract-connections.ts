import { describe, expect, it } from 'vitest';
import type { Sealed } from '../../model/envelope.ts';
import type { Connection } from '../../store/connections/types.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';

const USER = '005000000000001AAA';
const sealedAs = (data: string): Sealed => ({ v: 1, key: 'k', wrapped: `w-${data}`, data });

export function connectionsContract(open: () => Promise<OpenedStore>): void {
  describe('connections', () => {
    const connected = async () => {
      const { store } = await open();
      const { connections } = store;
      await persist(() => connections.put('a', { sealed: sealedAs('one'), salesforceUserId: USER }));
      const get = async () => (await persist(() => connections.get('a'))) as Connection;
      return { store, connections, get };
    };

    it('are kept by seller; a newer one takes the place of an older one', async () => {
      const { connections, get } = await connected();
      const first = await get();
      expect(first).toMatchObject({ id: 'a', state: 'connected', reason: null, lease: null, salesforceUserId: USER });
      await persist(() => connections.expire('a', first.seq, 'refused'));
      await persist(() => connections.put('a', { sealed: sealedAs('two'), salesforceUserId: USER }));
      const second = await get();
      expect(second).toMatchObject({ state: 'connected', reason: null, lease: null, sealed: sealedAs('two') });
      expect(second.seq).toBeGreaterThan(first.seq);
      expect(await persist(() => connections.get('b'))).toBeNull();
      await persist(() => connections.put('c', { sealed: sealedAs('three'), salesforceUserId: USER }));
      const several = await persist(() => connections.read(['c', 'b', 'a']));
      expect([...several.keys()].toSorted()).toEqual(['a', 'c']);
      expect(several.get('a')).toEqual(second);
    });

    it('are leased to one at a time, whoever asks first', async () => {
      const { connections, get } = await connected();
      const from = await get();
      const owners = ['w1', 'w2', 'w3', 'w4'];
      const leases = await Promise.all(owners.map((owner) => persist(() => connections.lease(from, owner, 60_000))));
      const given = leases.filter((seq) => seq !== null);
      expect(given).toEqual([from.seq + 1]);
      const { lease } = await get();
      expect(lease?.owner).toBe(owners[leases.indexOf(from.seq + 1)]);
      expect(lease?.until.getTime()).toBeGreaterThan(Date.now());
    });

    it('take what a refresh brought from who holds the lease alone', async () => {
      const { connections, get } = await connected();
      const seq = (await persist(async () => connections.lease(await get(), 'w1', 60_000))) ?? -1;
      expect(await persist(() => connections.refreshed('a', seq - 1, sealedAs('stale')))).toBe(false);
      expect(await persist(() => connections.refreshed('a', seq, sealedAs('two')))).toBe(true);
      expect(await get()).toMatchObject({ sealed: sealedAs('two'), lease: null, seq: seq + 1 });
      // Its lease was over, and somebody else has gone on.
      expect(await persist(() => connections.refreshed('a', seq, sealedAs('late')))).toBe(false);
      expect((await get()).sealed).toEqual(sealedAs('two'));
    });

    it('expire, are given back and wrapped anew only as they were read', async () => {
      const { connections, get } = await connected();
      const from = await get();
      const seq = (await persist(() => connections.lease(from, 'w1', 60_000))) ?? -1;
      expect(await persist(() => connections.expire('a', from.seq, 'answerLost'))).toBe(false);
      expect(await persist(() => connections.rewrap(from, sealedAs('three')))).toBe(false);
      await persist(() => connections.release('a', seq));
      const free = await get();
      expect(free).toMatchObject({ state: 'connected', lease: null, sealed: sealedAs('one') });
      expect(await persist(() => connections.rewrap(free, sealedAs('three')))).toBe(true);
      const now = await get();
      expect(await persist(() => connections.expire('a', now.seq, 'answerLost'))).toBe(true);
      expect(await get()).toMatchObject({ state: 'expired', reason: 'answerLost', sealed: sealedAs('three') });
    });

    it('are listed by key, page after page, until they are removed', async () => {
      const { connections } = await connected();
      for (const id of ['c', 'b'])
        await persist(() => connections.put(id, { sealed: sealedAs(id), salesforceUserId: USER }));
      const ids = async (after: string) => (await persist(() => connections.list(after, 2))).map(({ id }) => id);
      expect([await ids(''), await ids('b')]).toEqual([['a', 'b'], ['c']]);
      await persist(() => connections.remove('b'));
      expect(await persist(() => connections.remove('b'))).toBe(false);
      expect(await ids('')).toEqual(['a', 'c']);
    });
  });
}
