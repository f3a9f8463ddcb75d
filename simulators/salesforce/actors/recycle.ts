import type { Org } from '../org/org.ts';
import { CHILDREN } from '../writes/cascade.ts';
import { ActorError, actor, demand, patch, stamps } from './actor.ts';

/** Takes a record out of the recycle bin, and what was deleted along with it. Throws ActorError. */
export function undelete(org: Org, id: string, as?: string): void {
  const caller = actor(org, as);
  const { view, table, number, values, id: id18 } = demand(caller, id);
  if (values.IsDeleted !== true) throw new ActorError(`${id} is not deleted`, 'choose a record in the recycle bin');
  org.store.transaction(() => {
    patch(caller, table, number, { IsDeleted: false });
    for (const { object, field } of CHILDREN[view.name] ?? []) {
      const children = org.store.table(object);
      for (const child of children.find(field, [id18]) ?? []) {
        const row = children.get(child);
        const together = row?.get('IsDeleted') === true && row.get('SystemModstamp') === values.SystemModstamp;
        if (together && row?.get(field) === id18) patch(caller, children, child, { IsDeleted: false });
      }
    }
  });
}

/** Takes a deleted record away for good. Throws ActorError. */
export function purge(org: Org, id: string): void {
  const { table, number, values } = demand(actor(org), id);
  if (values.IsDeleted !== true) throw new ActorError(`${id} is not deleted`, 'delete it first');
  org.store.put(table, number, undefined);
}

/** Empties the recycle bin; returns how many records went. */
export function emptyRecycleBin(org: Org): number {
  let gone = 0;
  org.store.transaction(() => {
    for (const table of org.store.tables) {
      const deleted = [...table.all()].filter((row) => row.get('IsDeleted') === true);
      for (const row of deleted) {
        const number = table.ids.numberOf(String(row.get('Id')));
        if (number !== undefined) org.store.put(table, number, undefined);
      }
      gone += deleted.length;
    }
  });
  return gone;
}

/** Archives a task: only queryAll shows it. Throws ActorError. */
export function archive(org: Org, id: string): void {
  const { view, table, number, values } = demand(actor(org), id);
  if (view.name !== 'Task') throw new ActorError(`${id} is no task`, 'only tasks are archived');
  const { SystemModstamp = null } = stamps(actor(org));
  org.store.put(table, number, { ...values, IsArchived: true, SystemModstamp });
}
