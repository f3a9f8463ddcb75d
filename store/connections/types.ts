import type { Sealed } from '../../model/envelope.ts';

/** connected: its tokens work or can be refreshed; expired: the seller has to connect again. */
export type ConnectionState = 'connected' | 'expired';
/** refused: by Salesforce; answerLost: nobody knows which refresh token is good. */
export type ExpiryReason = 'refused' | 'answerLost';

/** A seller's own connection to Salesforce. */
export interface Connection {
  id: string;
  /** Moves with every write: whoever writes names the one that was read. */
  seq: number;
  state: ConnectionState;
  reason: ExpiryReason | null;
  /** Address and tokens. */
  sealed: Sealed;
  salesforceUserId: string;
  /** Who may refresh until when, by the database's clock; null: nobody is at it. */
  lease: { owner: string; until: Date } | null;
  connectedAt: Date;
  refreshedAt: Date;
}

/** Collection `connections`. Every write but `put` and `remove` is a compare-and-set. Part of `Store` as `connections`. */
export interface ConnectionStore {
  get(id: string): Promise<Connection | null>;
  /** Those that are there, by id. */
  read(ids: readonly string[]): Promise<Map<string, Connection>>;
  /** Takes the place of any other of this seller; the database's time. */
  put(id: string, members: Pick<Connection, 'sealed' | 'salesforceUserId'>): Promise<void>;
  /** By id, up to `limit` beyond `after`. */
  list(after: string, limit: number): Promise<Connection[]>;
  /** @returns the lease's seq; null: somebody was first */
  lease(from: Connection, owner: string, forMs: number): Promise<number | null>;
  /** What a refresh brought, by who holds the lease `seq`. @returns false: the lease is another's by now */
  refreshed(id: string, seq: number, sealed: Sealed): Promise<boolean>;
  /** Gives the lease back, nothing having changed. */
  release(id: string, seq: number): Promise<void>;
  /** @returns false: it has changed since */
  expire(id: string, seq: number, reason: ExpiryReason): Promise<boolean>;
  /** Other wrapping of the same secret. @returns false: it has changed since */
  rewrap(from: Connection, sealed: Sealed): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}
