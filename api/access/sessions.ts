import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSameHash, makeSecret, readSecret } from '../../model/access/secret.ts';
import type { AccessSession } from '../../store/access/types.ts';
import type { Store } from '../../store/types.ts';
import { refusal } from '../problem.ts';
import { type Identities, tokenIdentity } from './identify.ts';
import type { Identity } from './identity.ts';
import { type AccessSettings, cookieName, isSecure } from './settings.ts';

const LASTS_MS = 7 * 86_400_000;
const MOST_DROPPED = 100;

/** What a session is opened with. */
export type SignIn = { token: string } | { code: string };

type Opener = Pick<AccessSession, 'name' | 'scope' | 'tokenId'>;

/** Sessions of the console: a cookie that scripts can't read. */
export function createSessions(
  store: Pick<Store, 'access' | 'audit'>,
  identities: Identities,
  settings: AccessSettings,
) {
  const { access, audit } = store;
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(settings) } as const;

  /** @throws AppError `api.signIn` */
  async function opener(given: SignIn, now: Date): Promise<Opener> {
    if ('token' in given) return byToken(given.token, now);
    const secret = readSecret('link', given.code);
    const link = secret === null ? null : await access.session(secret.id);
    if (secret === null || link?.kind !== 'link' || !isSameHash(link.hash, secret.hash) || link.until <= now) {
      throw refusal('api.signIn');
    }
    // Of two who use it at once one alone comes in.
    if (!(await access.endSession(link.id))) throw refusal('api.signIn');
    return { name: link.name, scope: link.scope, tokenId: null };
  }

  async function byToken(text: string, now: Date): Promise<Opener> {
    const secret = readSecret('token', text);
    const token = secret === null ? null : await access.token(secret.id);
    const holds =
      secret !== null &&
      token !== null &&
      isSameHash(token.hash, secret.hash) &&
      token.revokedAt === null &&
      (token.expiresAt === null || token.expiresAt > now);
    if (!holds) throw refusal('api.signIn');
    return { name: tokenIdentity(token).actor.name, scope: token.scope, tokenId: token.id };
  }

  return {
    /** A new session, whatever cookie came along. @throws AppError `api.signIn` */
    async open(given: SignIn, reply: FastifyReply): Promise<Identity> {
      const now = new Date();
      const by = await opener(given, now);
      const { text, id, hash } = makeSecret('session');
      const until = new Date(now.getTime() + LASTS_MS);
      const session = {
        ...by,
        id,
        hash,
        kind: 'session' as const,
        csrf: makeSecret('session').hash,
        createdAt: now,
        usedAt: now,
      };
      await audit.add({
        action: 'session.start',
        by: by.name,
        details: { session: id, token: by.tokenId, scope: by.scope },
      });
      await access.addSession({ ...session, until });
      await access.expireSessions(now, MOST_DROPPED);
      void reply.setCookie(cookieName(settings), text, { ...cookie, maxAge: LASTS_MS / 1_000 });
      return { actor: { name: by.name, scope: by.scope }, secretId: id, csrf: session.csrf, until };
    },

    /** Ends the caller's session here; others of the same token go on. */
    async close(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { secretId, csrf, actor } = request.identity ?? { secretId: '', csrf: null, actor: request.actor };
      // A token is revoked, not signed out.
      if (csrf === null) return;
      await access.endSession(secretId);
      identities.forget(request.cookies[cookieName(settings)] ?? '');
      void reply.clearCookie(cookieName(settings), cookie);
      await audit.add({ action: 'session.end', by: actor.name, details: { session: secretId } });
    },
  };
}
