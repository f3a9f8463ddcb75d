import type { Scope } from '../../model/access/scope.ts';
import { makeSecret } from '../../model/access/secret.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { AccessToken } from '../../store/access/types.ts';
import type { Store } from '../../store/types.ts';

/** A token as people see it. */
export interface AccessTokenView extends Omit<AccessToken, 'hash'> {
  /** It opens the API now. */
  active: boolean;
}

/** Names are for people, and stand in the audit: no address is one. */
const NAME = /^[^\s@](?:[^@\p{C}]{0,62}[^\s@])?$/u;
const LINK_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;

/** Who may call the API. `by`: who acts, a name, never an address. */
export function createAccess({ store, by }: { store: Pick<Store, 'access' | 'audit' | 'serverTime'>; by: string }) {
  const { access, audit } = store;
  return {
    /**
     * Makes a token, which is told this once. `expiresInDays` left out: until it is revoked.
     * @throws AppError `access.token`
     */
    async create(given: { name: string; scope: Scope; expiresInDays?: number | undefined }) {
      const { scope, expiresInDays } = given;
      const name = given.name.trim();
      if (!NAME.test(name)) throw invalid('a name has 1 to 64 letters and is no address');
      if (expiresInDays !== undefined && !(expiresInDays > 0 && expiresInDays <= MOST_DAYS))
        throw invalid(`it ends within 1 to ${MOST_DAYS} days`);
      const { text, id, hash } = makeSecret('token');
      const createdAt = await store.serverTime();
      const expiresAt = expiresInDays === undefined ? null : new Date(createdAt.getTime() + expiresInDays * DAY_MS);
      const token = { id, hash, name, scope, createdBy: by, createdAt, expiresAt, revokedAt: null, lastUsedAt: null };
      // First the trace: a token that nobody knows of would be worse than a row about one that was not made.
      await audit.add({ action: 'tokens.create', by, details: { token: id, name, scope } });
      await access.addToken(token);
      return { token: text, ...view(token, createdAt) };
    },

    /** The latest first. */
    async list(): Promise<AccessTokenView[]> {
      const [tokens, now] = await Promise.all([access.tokens(), store.serverTime()]);
      return tokens.map((token) => view(token, now));
    },

    /** It and its sessions end within seconds, open streams too. @throws AppError `access.unknown` */
    async revoke(id: string): Promise<AccessTokenView> {
      const now = await store.serverTime();
      const token = await access.revokeToken(id, now);
      if (token === null) throw new AppError('access.unknown', { details: { id } });
      await audit.add({ action: 'tokens.revoke', by, details: { token: id, name: token.name } });
      return view(token, now);
    },

    /**
     * Ends one session of the console, or a link that nobody has used, by the id that the audit has: those made by a link
     * belong to no token that could be revoked. @throws AppError `access.unknown`
     */
    async endSession(id: string): Promise<void> {
      if (!(await access.endSession(id))) throw new AppError('access.unknown', { details: { id } });
      await audit.add({ action: 'session.revoke', by, details: { session: id } });
    },

    /** A code that signs in to the console once, within 15 minutes, as whoever made it. */
    async signInCode(scope: Scope): Promise<string> {
      const { text, id, hash } = makeSecret('link');
      const now = await store.serverTime();
      const until = new Date(now.getTime() + LINK_MS);
      const link = {
        kind: 'link' as const,
        name: by,
        scope,
        tokenId: null,
        csrf: '',
        createdAt: now,
        usedAt: now,
        until,
      };
      await audit.add({ action: 'tokens.link', by, details: { link: id, scope } });
      await access.addSession({ id, hash, ...link });
      return text;
    },
  };
}

function view(token: AccessToken, now: Date): AccessTokenView {
  const { id, name, scope, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  const shown = { id, name, scope, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt };
  return { ...shown, active: revokedAt === null && (expiresAt === null || expiresAt > now) };
}

function invalid(problem: string): AppError {
  return new AppError('access.token', { details: { problem } });
}
