import type { Org } from '../org/org.ts';
import type { AccessLevel } from '../schema/changes.ts';
import type { SchemaView } from '../schema/view.ts';

/** Row locks that a call has taken. */
export interface Held {
  /** How much later the call ends for them. */
  ms: number;
  readonly ids: Set<string>;
}

/** On whose behalf records are written. */
export interface Caller {
  readonly org: Org;
  readonly userId: string;
  /** API version, such as 66. */
  readonly version: number;
  readonly schema: SchemaView;
  /** The org's admin through the control API: may write what only the server writes, and counts nowhere. */
  readonly admin: boolean;
  /** The commit that a caller who came before it doesn't see (switch `upsertRace`). */
  readonly seesCommit: number;
  /** Header Sforce-Duplicate-Rule-Header: save in spite of an alerting rule. */
  readonly allowDuplicates: boolean;
  readonly held: Held;
}

/** How much of a record a caller may see and change. */
export function recordLevel({ org, userId, admin }: Caller, id: string): AccessLevel {
  return admin ? 'full' : org.access.level(userId, 'records', id);
}
