import { createHash } from 'node:crypto';

export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly clientId: string;
  lastUsed: number;
  ended: boolean;
  /** Refused from the first use on, by fault. */
  dead: boolean;
}

interface RefreshToken {
  readonly token: string;
  readonly userId: string;
  readonly clientId: string;
  used: boolean;
}

/** Sessions of one org: opaque tokens that expire by their last use, and refresh tokens. */
export class Sessions {
  /** Two hours, Salesforce's default. */
  timeoutMs = 2 * 3_600_000;
  readonly #orgId15: string;
  readonly #seed: string;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();
  readonly #refresh = new Map<string, RefreshToken>();
  #count = 0;

  constructor(orgId: string, seed: string, now: () => number) {
    this.#orgId15 = orgId.slice(0, 15);
    this.#seed = seed;
    this.#now = now;
  }

  /** A session for a user through a client: the one that lives, when it may be used again, else another. */
  open(userId: string, clientId: string, reuse: boolean): Session {
    const living = [...this.#sessions.values()].find(
      (one) => one.userId === userId && one.clientId === clientId && !one.dead && this.#lives(one),
    );
    if (reuse && living !== undefined) {
      living.lastUsed = this.#now();
      return living;
    }
    for (const [token, old] of this.#sessions) if (!this.#lives(old)) this.#sessions.delete(token);
    const token = `${this.#orgId15}!${this.#text('session')}`;
    const session = { token, userId, clientId, lastUsed: this.#now(), ended: false, dead: false };
    this.#sessions.set(token, session);
    return session;
  }

  /** The session of a token that is in force, its clock started again; undefined otherwise. */
  use(token: string): Session | undefined {
    const session = this.#sessions.get(token);
    if (session === undefined || session.dead || !this.#lives(session)) return undefined;
    session.lastUsed = this.#now();
    return session;
  }

  has(token: string): boolean {
    return this.#sessions.has(token) || this.#refresh.has(token);
  }

  /** Ends a session, or with a refresh token all of its user's; false for an unknown token. */
  revoke(token: string): boolean {
    const refresh = this.#refresh.get(token);
    if (refresh !== undefined) this.endAll(refresh.userId);
    const session = this.#sessions.get(token);
    if (session !== undefined) session.ended = true;
    return session !== undefined || refresh !== undefined;
  }

  /** Ends every session and refresh token, of one user or of everybody. */
  endAll(userId?: string): void {
    for (const session of this.#sessions.values())
      if (userId === undefined || session.userId === userId) session.ended = true;
    for (const [token, one] of this.#refresh)
      if (userId === undefined || one.userId === userId) this.#refresh.delete(token);
  }

  /** Ends sessions and leaves refresh tokens, as time does. */
  expire(userId?: string): void {
    for (const session of this.#sessions.values())
      if (userId === undefined || session.userId === userId) session.ended = true;
  }

  makeRefreshToken(userId: string, clientId: string): string {
    const token = `5Aep${this.#text('refresh')}`;
    this.#refresh.set(token, { token, userId, clientId, used: false });
    return token;
  }

  refreshToken(token: string): Readonly<RefreshToken> | undefined {
    return this.#refresh.get(token);
  }

  /** Puts a new refresh token in the place of an old one, which stays known as used. */
  rotate(token: string): string | undefined {
    const old = this.#refresh.get(token);
    if (old === undefined) return undefined;
    old.used = true;
    return this.makeRefreshToken(old.userId, old.clientId);
  }

  #lives({ ended, lastUsed }: Session): boolean {
    return !ended && this.#now() < lastUsed + this.timeoutMs;
  }

  /** Made from the seed and the moment, so that a restarted simulator gives other tokens. */
  #text(purpose: string): string {
    const hash = createHash('sha512').update(`${this.#seed}/${purpose}/${this.#now()}/${++this.#count}`);
    return hash.digest('base64').replaceAll('+', '.').replaceAll('/', '_').replaceAll('=', '');
  }
}
