import type { Scope } from '../../model/access/scope.ts';

/** Who calls. */
export interface Actor {
  /** For the audit log: a token's name or a user name, never an address. */
  name: string;
  scope: Scope;
}

/** Who a secret belongs to. */
export interface Identity {
  actor: Actor;
  /** What the audit names: id of the token or session. */
  secretId: string;
  /** What writes must carry; null: a token, which no browser sends by itself. */
  csrf: string | null;
  until: Date | null;
}
