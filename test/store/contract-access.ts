import { describe, expect, it } from 'vitest';
import type { AccessSession, AccessToken } from '../../store/access/types.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 10, 28) + hours * 3_600_000);

const token = (id: string, members: Partial<AccessToken> = {}): AccessToken => ({
  ...{ id, hash: `hash ${id}`, name: id, scope: 'admin', createdBy: 'ann', createdAt: at(0) },
  ...{ expiresAt: null, revokedAt: null, lastUsedAt: null },
  ...members,
});
const session = (id: string, members: Partial<AccessSession> = {}): AccessSession => ({
  ...{ id, hash: `hash ${id}`, kind: 'session', name: 'ann', scope: 'viewer', tokenId: null, csrf: 'c' },
  ...{ createdAt: at(0), usedAt: at(0), until: at(5) },
  ...members,
});

export function accessContract(open: () => Promise<OpenedStore>): void {
  describe('access', () => {
    it('keeps tokens, the latest first, and a revoked one stays so', async () => {
      const { access } = (await open()).store;
      await persist(() => access.addToken(token('a')));
      await persist(() => access.addToken(token('b', { createdAt: at(1), scope: 'viewer' })));
      expect((await persist(() => access.tokens())).map(({ id }) => id)).toEqual(['b', 'a']);
      expect((await persist(() => access.revokeToken('a', at(2))))?.revokedAt).toEqual(at(2));
      expect((await persist(() => access.revokeToken('a', at(3))))?.revokedAt).toEqual(at(2));
      expect(await persist(() => access.revokeToken('nobody', at(3)))).toBeNull();
      await persist(() => access.addToken(token('a')));
      expect((await persist(() => access.token('a')))?.revokedAt).toEqual(at(2));
    });

    it('knows whether an admin’s token holds', async () => {
      const { access } = (await open()).store;
      const isThere = () => persist(() => access.hasAdminToken(at(2)));
      await persist(() => access.addToken(token('viewer', { scope: 'viewer' })));
      await persist(() => access.addToken(token('ended', { expiresAt: at(1) })));
      await persist(() => access.addToken(token('revoked', { revokedAt: at(1) })));
      expect(await isThere()).toBe(false);
      await persist(() => access.addToken(token('holds', { expiresAt: at(3) })));
      expect(await isThere()).toBe(true);
    });

    it('a use is noted, never moved back, and makes nothing that is gone', async () => {
      const { access } = (await open()).store;
      await persist(() => access.addToken(token('a')));
      await persist(() => access.touch('token', 'a', at(2)));
      await persist(() => access.touch('token', 'a', at(1)));
      await persist(() => access.touch('session', 'nobody', at(1)));
      expect((await persist(() => access.token('a')))?.lastUsedAt).toEqual(at(2));
      expect(await persist(() => access.session('nobody'))).toBeNull();
    });

    it('of those who end a session at once one alone ended it', async () => {
      const { access } = (await open()).store;
      await persist(() => access.addSession(session('a')));
      const ended = await Promise.all([1, 2, 3].map(() => access.endSession('a').catch(() => false)));
      expect(ended.filter(Boolean).length).toBeLessThanOrEqual(1);
      await persist(() => access.endSession('a'));
      expect(await persist(() => access.session('a'))).toBeNull();
    });

    it('drops sessions that are over', async () => {
      const { access } = (await open()).store;
      await persist(() => access.addSession(session('over', { until: at(1) })));
      await persist(() => access.addSession(session('open')));
      await persist(() => access.expireSessions(at(2), 10));
      expect(await persist(() => access.session('over'))).toBeNull();
      expect((await persist(() => access.session('open')))?.until).toEqual(at(5));
    });
  });
}
