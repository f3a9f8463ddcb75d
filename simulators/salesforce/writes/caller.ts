import type { Org } from '../org/org.ts';
import type { SchemaView } from '../schema/view.ts';

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
  /** Row locks that the call has taken so far: how much later it ends, in ms. */
  readonly held: { ms: number };
}
