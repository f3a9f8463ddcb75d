import { type Context, duplicateField } from '../bind/context.ts';
import { resolvePath, type Source } from '../bind/resolve.ts';
import { errorAt } from '../error.ts';
import type { Path, SelectItem, SoqlQuery } from '../query.ts';
import type { ChildResult } from '../result.ts';
import type { SoqlRow } from '../rows.ts';
import type { SoqlField, SoqlRelationship } from '../schema.ts';

/** One entry of a record: a field, a parent with entries of its own, or its children. */
export type Column =
  | { readonly kind: 'field'; readonly name: string; readonly field: SoqlField }
  | { readonly kind: 'parent'; readonly name: string; readonly hop: SoqlRelationship; readonly columns: Column[] }
  | ({ readonly kind: 'children' } & Children);

/** Answer of a child subquery for one parent; null when it has no such children. */
export type ReadChildren = (parent: SoqlRow) => ChildResult | null;

/** A child subquery, understood. */
export interface Children {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly read: ReadChildren;
}

export type BindChildren = (source: Source, query: SoqlQuery) => Children;

// FIELDS(ALL) and FIELDS(CUSTOM) are unbounded and need a LIMIT no greater.
const MAX_FIELDS_LIMIT = 200;

/** Understands a select list without aggregates. Throws SoqlError for unknown, doubled or misplaced fields. */
export function bindColumns(context: Context, source: Source, query: SoqlQuery, children: BindChildren): Column[] {
  const columns: Column[] = [];
  for (const item of query.select) addItem(context, source, query, item, columns, children);
  return columns;
}

function addItem(
  context: Context,
  source: Source,
  query: SoqlQuery,
  item: SelectItem,
  columns: Column[],
  children: BindChildren,
): void {
  switch (item.kind) {
    case 'field':
      if (item.alias !== undefined) {
        const reason = 'only aggregate expressions use field aliasing';
        throw errorAt('MALFORMED_QUERY', source.text, item.path.at, reason);
      }
      addPath(context, source, item.path, columns);
      return;
    case 'fields':
      checkFieldsLimit(query, item.set);
      for (const field of source.object.fields) {
        if (item.set !== 'ALL' && (item.set === 'CUSTOM') !== (field.custom === true)) continue;
        add(columns, { kind: 'field', name: field.name, field });
      }
      return;
    case 'children':
      add(columns, { kind: 'children', ...children(source, item.query) });
      return;
    case 'aggregate':
      throw errorAt('MALFORMED_QUERY', source.text, item.at, 'Only root queries support aggregate expressions');
  }
}

function checkFieldsLimit({ text, from, limit }: SoqlQuery, set: 'ALL' | 'STANDARD' | 'CUSTOM'): void {
  if (set === 'STANDARD' || (limit !== undefined && limit <= MAX_FIELDS_LIMIT)) return;
  const reason = `The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELDS_LIMIT}`;
  throw errorAt('MALFORMED_QUERY', text, from.at, reason);
}

function add(columns: Column[], column: Column): void {
  if (columns.some(({ name }) => name === column.name)) throw duplicateField(column.name);
  columns.push(column);
}

function addPath(context: Context, source: Source, path: Path, columns: Column[]): void {
  const { hops, field } = resolvePath(context, source, path);
  let at = columns;
  for (const hop of hops) {
    let parent = at.find((column) => column.kind === 'parent' && column.name === hop.name);
    if (parent === undefined) {
      parent = { kind: 'parent', name: hop.name, hop, columns: [] };
      at.push(parent);
    }
    if (parent.kind === 'parent') at = parent.columns;
  }
  if (at.some(({ name }) => name === field.name))
    throw duplicateField([...hops.map(({ name }) => name), field.name].join('.'));
  at.push({ kind: 'field', name: field.name, field });
}
