import type { Org } from '../org/org.ts';
import { isPutAway } from '../records/row.ts';
import { SchemaError } from '../schema/org-schema.ts';

/** What a truth read may be narrowed to. */
export interface TruthQuery {
  readonly object: string;
  /** All fields when empty. */
  readonly fields?: readonly string[];
  /** Deleted and archived records too. */
  readonly deleted?: boolean;
}

/** Every record of an object as it is stored, ascending by id; date-times are ISO text, empty values left out. */
export function* truth(
  org: Org,
  { object, fields = [], deleted = false }: TruthQuery,
): Generator<Record<string, unknown>> {
  org.advance();
  const type = org.schema.object(object);
  if (type?.keyPrefix === undefined) throw new SchemaError(`no object '${object}'`, 'name one of describe global');
  const wanted = type.fields.filter(({ name }) => fields.length === 0 || name === 'Id' || fields.includes(name));
  for (const row of org.store.table(type.name).all()) {
    if (!deleted && isPutAway(row)) continue;
    const line: Record<string, unknown> = {};
    for (const { name, type: kind } of wanted) {
      const value = row.get(name);
      if (value !== null)
        line[name] = kind === 'datetime' && typeof value === 'number' ? new Date(value).toISOString() : value;
    }
    yield line;
  }
}
