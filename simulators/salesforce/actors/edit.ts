import type { Org } from '../org/org.ts';
import { createRecord, deleteRecord, demandObject, updateRecord } from '../writes/records.ts';
import { actor, demand } from './actor.ts';

type Json = Readonly<Record<string, unknown>>;

export interface EditOptions {
  /** The user who does it; default the integration user. */
  readonly as?: string | undefined;
  /** The transaction commits so much later: until then nobody sees what it did, and its stamps are from now. */
  readonly lateMs?: number | undefined;
}

/** Creates a record as somebody in the org. Fields that only the server writes may be given too. Throws ApiError. */
export function createAs(org: Org, object: string, values: Json, { as, lateMs = 0 }: EditOptions = {}): string {
  const caller = actor(org, as);
  const view = demandObject(caller, object);
  return later(org, lateMs, () => createRecord(caller, view, values).id);
}

/** Changes a record as somebody in the org. Throws ActorError, ApiError. */
export function updateAs(org: Org, id: string, values: Json, { as, lateMs = 0 }: EditOptions = {}): string {
  const caller = actor(org, as);
  const { view, id: id18 } = demand(caller, id);
  return later(org, lateMs, () => updateRecord(caller, view, id18, values).id);
}

/** Moves a record into the recycle bin, its tasks with it. Throws ActorError, ApiError. */
export function deleteAs(org: Org, id: string, as?: string): void {
  const caller = actor(org, as);
  const { view, id: id18 } = demand(caller, id);
  deleteRecord(caller, view, id18);
}

/** Does a write whose record appears later: what it made is taken out again and put back in time. */
function later(org: Org, ms: number, write: () => string): string {
  if (ms === 0) return write();
  return org.store.attempt(() => {
    const id = write();
    const { table, number, values } = demand(actor(org), id);
    org.later.add({ table, number, values, stamp: org.second(), visibleAt: org.now() + ms });
    return { keep: false, value: id };
  });
}
