import type { Field } from '../schema/field.ts';
import type { SoqlRow } from '../soql/index.ts';
import type { Caller } from './caller.ts';
import type { Draft } from './draft.ts';

const alike = (a: unknown, b: unknown, exact: boolean): boolean =>
  a === b || (!exact && typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase());

/** Every record whose field has this value, deleted and archived ones too. */
export function withValue(caller: Caller, object: string, { name, caseSensitive }: Field, value: string): SoqlRow[] {
  const table = caller.org.store.table(object);
  const numbers = table.find(name, [value]) ?? [];
  return numbers
    .map((number) => table.get(number))
    .filter((row) => row !== undefined && alike(row.get(name), value, caseSensitive)) as SoqlRow[];
}

/** Records that take part in upsert: not deleted, and archived ones by switch. */
export function upsertMatches(caller: Caller, object: string, field: Field, value: string): SoqlRow[] {
  const { upsertMatchesArchived } = caller.org.switches;
  return withValue(caller, object, field, value).filter(
    (row) => row.get('IsDeleted') !== true && (upsertMatchesArchived || row.get('IsArchived') !== true),
  );
}

/** Refuses a value of a unique field that another record holds. */
export function checkUnique(draft: Draft): void {
  const { switches } = draft.caller.org;
  for (const field of draft.view.type.fields) {
    const value = draft.get(field.name);
    if (!field.unique || typeof value !== 'string' || !draft.changed(field.name)) continue;
    const holder = withValue(draft.caller, draft.view.name, field, value).find(
      (row) =>
        row.get('Id') !== draft.before?.Id &&
        (switches.deletedHoldsKey || row.get('IsDeleted') !== true) &&
        (switches.archivedHoldsKey || row.get('IsArchived') !== true),
    );
    if (holder === undefined) continue;
    const id = String(holder.get('Id')).slice(0, 15);
    const message = `duplicate value found: ${field.name} duplicates value on record with id: ${id}`;
    draft.fail('DUPLICATE_VALUE', message, [field.name]);
  }
}
