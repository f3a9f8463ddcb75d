import type { Org } from '../org/org.ts';
import { CHILDREN } from '../writes/cascade.ts';
import { ActorError, actor, demand, patch, pointingTo } from './actor.ts';

/** Merges records of one object: the losers' children go to the winner, the losers into the recycle bin. */
export function mergeRecords(org: Org, winner: string, losers: readonly string[], as?: string): void {
  const caller = actor(org, as);
  const kept = demand(caller, winner);
  const gone = losers.map((id) => demand(caller, id));
  if (kept.values.IsDeleted === true || gone.some(({ view, id }) => view.name !== kept.view.name || id === kept.id)) {
    throw new ActorError(
      'these records can’t be merged',
      'name living records of one object, the winner not among the losers',
    );
  }
  org.store.transaction(() => {
    for (const { table, number, id } of gone) {
      for (const { object, field } of CHILDREN[kept.view.name] ?? []) {
        for (const child of pointingTo(org, object, field, id)) {
          patch(caller, org.store.table(object), child.number, { [field]: kept.id });
        }
      }
      patch(caller, table, number, { IsDeleted: true, MasterRecordId: kept.id });
    }
    patch(caller, kept.table, kept.number, {});
  });
}
