import type { Path } from '../query.ts';
import type { SoqlRow, SoqlValue } from '../rows.ts';
import type { SoqlField, SoqlFieldType, SoqlRelationship } from '../schema.ts';
import type { Context } from './context.ts';
import { parentOf, type ResolvedField, resolvePath, type Source } from './resolve.ts';

/** What a condition or an order looks at, ready to be read from a row (or, after GROUP BY, from a group). */
export interface Bound<T> {
  readonly name: string;
  /** Canonical names of the parents and the field, such as `Who.Name`. */
  readonly path: string;
  readonly type: SoqlFieldType;
  readonly caseSensitive: boolean;
  readonly at: number;
  /** The object's own field, which an index may know. */
  readonly own?: string;
  read(from: T): SoqlValue;
}

/** The value of a field of a parent: `Type` of a polymorphic one is its object's name. */
export function parentValue(hop: SoqlRelationship, field: SoqlField, object: string, row: SoqlRow): SoqlValue {
  return hop.polymorphic && field.name === 'Type' ? object : row.get(field.name);
}

function reader(context: Context, { hops, field }: ResolvedField): (row: SoqlRow) => SoqlValue {
  if (hops.length === 0) return (row) => row.get(field.name);
  return (row) => {
    let at = row;
    let value: SoqlValue = null;
    for (const hop of hops) {
      const parent = parentOf(context, hop, at);
      if (parent === undefined) return null;
      value = parentValue(hop, field, parent.object, parent.row);
      at = parent.row;
    }
    return value;
  };
}

/** Makes a field path readable. Throws as `resolvePath` does. */
export function bindField(context: Context, source: Source, path: Path): { bound: Bound<SoqlRow>; field: SoqlField } {
  const resolved = resolvePath(context, source, path);
  const { field, hops } = resolved;
  const bound: Bound<SoqlRow> = {
    name: field.name,
    path: [...hops, field].map(({ name }) => name).join('.'),
    type: field.type,
    caseSensitive: field.caseSensitive === true,
    at: path.at,
    read: reader(context, resolved),
    ...(hops.length === 0 ? { own: field.name } : {}),
  };
  return { bound, field };
}
