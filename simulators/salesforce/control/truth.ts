import type { Org } from '../org/org.ts';
import { isPutAway } from '../records/row.ts';
import type { Field } from '../schema/field.ts';
import { SchemaError } from '../schema/org-schema.ts';
import type { SoqlRow } from '../soql/index.ts';

/** What a truth read may be narrowed to. */
export interface TruthQuery {
  readonly object: string;
  /** All fields when empty. */
  readonly fields?: readonly string[];
  /** Deleted and archived records too. */
  readonly deleted?: boolean;
}

/**
 * Every record of an object as it is stored, ascending by id; date-times are ISO text, empty values left out. Throws
 * SchemaError.
 */
export function truth(org: Org, { object, fields = [], deleted = false }: TruthQuery): Generator<Line> {
  org.advance();
  const type = org.schema.object(object);
  if (type?.keyPrefix === undefined) throw new SchemaError(`no object '${object}'`, 'name one of describe global');
  const wanted = type.fields.filter(({ name }) => fields.length === 0 || name === 'Id' || fields.includes(name));
  return lines(org.store.table(type.name).all(), wanted, deleted);
}

type Line = Record<string, unknown>;

function* lines(rows: Iterable<SoqlRow>, fields: readonly Field[], deleted: boolean): Generator<Line> {
  for (const row of rows) {
    if (!deleted && isPutAway(row)) continue;
    const line: Line = {};
    for (const { name, type } of fields) {
      const value = row.get(name);
      if (value === null) continue;
      line[name] = type === 'datetime' && typeof value === 'number' ? new Date(value).toISOString() : value;
    }
    yield line;
  }
}
