import { errorAt } from '../error.ts';
import type { Path, SoqlQuery } from '../query.ts';
import type { SoqlRow } from '../rows.ts';
import type { SoqlField, SoqlObject, SoqlRelationship } from '../schema.ts';
import type { Context } from './context.ts';

/** What the names of a statement are looked up in. */
export interface Source {
  readonly object: SoqlObject;
  readonly alias: string | undefined;
  readonly text: string;
}

/** A field and the parents that lead to it. */
export interface ResolvedField {
  readonly hops: readonly SoqlRelationship[];
  readonly field: SoqlField;
}

export interface Parent {
  readonly object: string;
  readonly id: string;
  readonly row: SoqlRow;
}

const MAX_HOPS = 5;
const SEE_WSDL = 'Please reference your WSDL or the describe call for the appropriate names.';

/** The object of FROM. Throws INVALID_TYPE. */
export function resolveObject(context: Context, { from, text }: SoqlQuery): Source {
  const object = context.schema.object(from.name);
  if (object !== undefined) return { object, alias: from.alias, text };
  throw errorAt(
    'INVALID_TYPE',
    text,
    from.at,
    `sObject type '${from.name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${SEE_WSDL}`,
  );
}

const same = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

function withoutAlias(source: Source, names: readonly string[]): readonly string[] {
  const [first = ''] = names;
  if (names.length === 1) return names;
  if (same(first, source.alias)) return names.slice(1);
  const isObject = same(first, source.object.name) && source.object.relationship(first) === undefined;
  return isObject ? names.slice(1) : names;
}

/** Looks a path up. Throws INVALID_FIELD for an unknown parent or column, MALFORMED_QUERY beyond five levels. */
export function resolvePath(context: Context, source: Source, { names, at }: Path): ResolvedField {
  const rest = withoutAlias(source, names);
  const hops: SoqlRelationship[] = [];
  let { object } = source;
  for (const name of rest.slice(0, -1)) {
    const hop = object.relationship(name);
    const next = hop === undefined ? undefined : context.schema.object(hop.object);
    if (hop === undefined || next === undefined) {
      throw errorAt(
        'INVALID_FIELD',
        source.text,
        at,
        `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${SEE_WSDL}`,
      );
    }
    hops.push(hop);
    object = next;
  }
  if (hops.length > MAX_HOPS) {
    throw errorAt('MALFORMED_QUERY', source.text, at, `A field path may have at most ${MAX_HOPS} relationships`);
  }
  const column = rest.at(-1) ?? '';
  const field = object.field(column);
  if (field !== undefined) return { hops, field };
  throw errorAt(
    'INVALID_FIELD',
    source.text,
    at,
    `No such column '${column}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${SEE_WSDL}`,
  );
}

/** The record a relationship of a row leads to; undefined when the field is empty or the parent can't be seen. */
export function parentOf(context: Context, hop: SoqlRelationship, row: SoqlRow): Parent | undefined {
  const id = row.get(hop.idField);
  if (typeof id !== 'string') return undefined;
  const object = hop.polymorphic ? context.schema.objectOfId(id) : hop.object;
  if (object === undefined) return undefined;
  const parent = context.rows.byId(object, id, context.scope);
  return parent === undefined ? undefined : { object, id, row: parent };
}
