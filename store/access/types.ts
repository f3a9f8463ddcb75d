import type { Scope } from '../../model/access/scope.ts';

/** A token of the API, as it is kept. */
export interface AccessToken {
  /** Public. */
  id: string;
  hash: string;
  name: string;
  scope: Scope;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
}

/** A session of the console, or a link that opens one. */
export interface AccessSession {
  id: string;
  hash: string;
  kind: 'session' | 'link';
  /** For the audit log. */
  name: string;
  scope: Scope;
  /** The token that it was opened with, and ends with; null: by a link. */
  tokenId: string | null;
  /** What writes must carry; of a link: empty. */
  csrf: string;
  createdAt: Date;
  /** To the minute. */
  usedAt: Date;
  /** The last moment at which it can be used at all. */
  until: Date;
}

/** Collections `accessTokens` and `accessSessions`: who may call the API. Secrets are kept as hashes alone. */
export interface AccessStore {
  addToken(token: AccessToken): Promise<void>;
  token(id: string): Promise<AccessToken | null>;
  /** The latest first, at most 1,000. */
  tokens(): Promise<AccessToken[]>;
  /** @returns null: there is none; else as it is now */
  revokeToken(id: string, at: Date): Promise<AccessToken | null>;
  /** Whether anybody may administer by a token that holds at this moment. */
  hasAdminToken(at: Date): Promise<boolean>;
  addSession(session: AccessSession): Promise<void>;
  session(id: string): Promise<AccessSession | null>;
  /** @returns whether it was there: of several at once one alone is told so */
  endSession(id: string): Promise<boolean>;
  /** Notes when it was used; what is gone stays gone. */
  touch(kind: 'token' | 'session', id: string, at: Date): Promise<void>;
  /** Drops sessions that can't be used any more. @returns how many, at most `limit` */
  expireSessions(at: Date, limit: number): Promise<number>;
}
