import type { Org } from '../org/org.ts';
import { sfdcId18 } from '../records/ids.ts';
import type { Values } from '../records/row.ts';
import type { Table } from '../records/table.ts';
import { ADMIN } from '../schema/access.ts';
import type { ObjectView } from '../schema/view.ts';
import type { SoqlRow } from '../soql/index.ts';
import type { Caller } from '../writes/caller.ts';

/** What somebody in the org can't do; `fix` says what could be done instead. */
export class ActorError extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** Somebody who works in the org itself: a user, or the admin. Nothing is hidden from them, and they count nowhere. */
export function actor(org: Org, userId: string = org.integrationUserId): Caller {
  return {
    org,
    userId,
    version: 66,
    schema: org.viewFor(ADMIN),
    admin: true,
    seesCommit: Number.POSITIVE_INFINITY,
    allowDuplicates: true,
    held: { ms: 0, ids: new Set() },
  };
}

/** One stored record, wherever it is. */
export interface Found {
  readonly view: ObjectView;
  readonly table: Table;
  readonly number: number;
  readonly id: string;
  readonly values: Values;
}

/** A record by its id, deleted ones too. Throws ActorError. */
export function demand(caller: Caller, given: string): Found {
  const { org, schema } = caller;
  const id = sfdcId18(given) ?? '';
  const view = schema.object(org.schema.objectOfId(id) ?? '');
  const table = view === undefined ? undefined : org.store.table(view.name);
  const number = table?.byId(id)?.number;
  const values = number === undefined ? undefined : table?.values(number)?.values;
  if (view === undefined || table === undefined || number === undefined || values === undefined) {
    throw new ActorError(`no record ${given}`, 'use the id of a record of this org');
  }
  return { view, table, number, id, values };
}

/** Stamps of a change made now. */
export function stamps({ org, userId }: Caller): Values {
  const at = org.second();
  return { LastModifiedDate: at, LastModifiedById: userId, SystemModstamp: at };
}

/** Living records of an object whose lookup leads to an id. */
export function pointingTo(org: Org, object: string, field: string, id: string): { number: number; row: SoqlRow }[] {
  const table = org.store.table(object);
  return (table.find(field, [id]) ?? []).flatMap((number) => {
    const row = table.get(number);
    return row !== undefined && row.get(field) === id && row.get('IsDeleted') !== true ? [{ number, row }] : [];
  });
}

/** Changes values of stored records without any rule. */
export function patch(caller: Caller, table: Table, number: number, values: Values): void {
  const before = table.values(number)?.values ?? {};
  const after = Object.entries({ ...before, ...values, ...stamps(caller) }).filter(([, value]) => value !== null);
  caller.org.store.put(table, number, Object.fromEntries(after));
}
