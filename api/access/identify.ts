import { isSameHash, type KeptSecret, readSecret, sha256 } from '../../model/access/secret.ts';
import type { AccessSession, AccessToken } from '../../store/access/types.ts';
import type { Store } from '../../store/types.ts';
import type { Identity } from './identity.ts';

/** A revoked token opens nothing after so long. */
export const KNOWN_FOR_MS = 3_000;
const IDLE_MS = 12 * 3_600_000;
const TOUCH_MS = 60_000;
const MOST_KNOWN = 10_000;

/** Recognises tokens and sessions; what it knows it asks again after `KNOWN_FOR_MS`. */
export class Identities {
  private readonly store: Pick<Store, 'access'>;
  private readonly now: () => Date;
  private readonly known = new Map<string, { identity: Identity; at: number }>();
  private readonly touched = new Map<string, number>();

  constructor(store: Pick<Store, 'access'>, now: () => Date = () => new Date()) {
    this.store = store;
    this.now = now;
  }

  ofToken(text: string): Promise<Identity | null> {
    return this.find('token', text, async (secret) => {
      const token = await this.store.access.token(secret.id);
      return token !== null && this.holds(token, secret) ? tokenIdentity(token) : null;
    });
  }

  ofSession(text: string): Promise<Identity | null> {
    return this.find('session', text, async (secret) => {
      const session = await this.store.access.session(secret.id);
      if (session?.kind !== 'session' || !isSameHash(session.hash, secret.hash)) return null;
      const now = this.now().getTime();
      if (session.until.getTime() <= now || session.usedAt.getTime() + IDLE_MS <= now) return null;
      return this.sessionIdentity(session);
    });
  }

  /** Signed out, or signed in anew. */
  forget(text: string): void {
    this.known.delete(sha256(text));
  }

  private async find(
    kind: 'token' | 'session',
    text: string,
    look: (secret: KeptSecret) => Promise<Identity | null>,
  ): Promise<Identity | null> {
    const secret = readSecret(kind, text);
    if (secret === null) return null;
    const now = this.now().getTime();
    const known = this.known.get(secret.hash);
    if (known !== undefined && now - known.at < KNOWN_FOR_MS) return known.identity;
    this.known.delete(secret.hash);
    const identity = await look(secret);
    if (identity === null) return null;
    remember(this.known, secret.hash, { identity, at: now });
    await this.touch(kind, secret.id, now);
    return identity;
  }

  private holds(token: AccessToken, secret: KeptSecret): boolean {
    return isSameHash(token.hash, secret.hash) && this.isActive(token);
  }

  private isActive({ revokedAt, expiresAt }: AccessToken): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > this.now());
  }

  /** A session is worth what its token is worth now. */
  private async sessionIdentity(session: AccessSession): Promise<Identity | null> {
    const { id: secretId, csrf, until, name, scope, tokenId } = session;
    if (tokenId === null) return { actor: { name, scope }, secretId, csrf, until };
    const token = await this.store.access.token(tokenId);
    if (token === null || !this.isActive(token)) return null;
    return { ...tokenIdentity(token), secretId, csrf, until };
  }

  private async touch(kind: 'token' | 'session', id: string, now: number): Promise<void> {
    if (now - (this.touched.get(id) ?? 0) < TOUCH_MS) return;
    remember(this.touched, id, now);
    await this.store.access.touch(kind, id, new Date(now));
  }
}

export function tokenIdentity({ id, name, scope, expiresAt }: AccessToken): Identity {
  return { actor: { name: `token ${name}`, scope }, secretId: id, csrf: null, until: expiresAt };
}

/** The oldest goes where there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  const oldest = map.keys().next();
  if (map.size >= MOST_KNOWN && oldest.done !== true) map.delete(oldest.value);
  map.set(key, value);
}
