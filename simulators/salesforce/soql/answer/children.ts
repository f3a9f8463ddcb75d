import type { Context } from '../bind/context.ts';
import type { Source } from '../bind/resolve.ts';
import { errorAt } from '../error.ts';
import { bindRows, rowsOf } from '../plan/row-query.ts';
import type { SoqlQuery } from '../query.ts';
import type { SoqlRow, SoqlValue } from '../rows.ts';
import type { SoqlChildRelationship } from '../schema.ts';
import { type BindChildren, bindColumns, type ReadChildren } from './columns.ts';
import { recordOf, snapshotOf } from './records.ts';

function resolveChildren(
  context: Context,
  parent: Source,
  { from, text }: SoqlQuery,
): { relation: SoqlChildRelationship; source: Source } {
  // `Account.Contacts` or, with the parent's alias, `a.Contacts`.
  const name = from.name.split('.').at(-1) ?? '';
  const relation = parent.object.childRelationship(name);
  const object = relation === undefined ? undefined : context.schema.object(relation.object);
  if (relation !== undefined && object !== undefined) return { relation, source: { object, alias: from.alias, text } };
  throw errorAt(
    'INVALID_TYPE',
    text,
    from.at,
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

type ByParent = (id: SoqlValue) => Iterable<SoqlRow>;

/** Children of a parent through the index, else from one pass over all of them. */
function byParent(context: Context, { object, idField }: SoqlChildRelationship): ByParent {
  let groups: Map<SoqlValue, SoqlRow[]> | undefined;
  return (id) => {
    const hit = context.rows.byValue?.(object, idField, [id], context.scope);
    if (hit !== undefined) return [...hit.rows()].filter((row) => row.get(idField) === id);
    groups ??= groupBy(context.rows.all(object, context.scope), idField);
    return groups.get(id) ?? [];
  };
}

function groupBy(rows: Iterable<SoqlRow>, field: string): Map<SoqlValue, SoqlRow[]> {
  const groups = new Map<SoqlValue, SoqlRow[]>();
  for (const row of rows) {
    const key = row.get(field);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** Understands `(SELECT … FROM Tasks)` of a select list. Throws INVALID_TYPE for an unknown relationship. */
export function childrenBinder(context: Context): BindChildren {
  return (parent, query) => {
    const { relation, source } = resolveChildren(context, parent, query);
    const columns = bindColumns(context, source, query, childrenBinder(context));
    const rowQuery = bindRows(context, source, query, false);
    const find = byParent(context, relation);
    const read: ReadChildren = (row) => {
      const rows = rowsOf(context, rowQuery, find(row.get('Id')));
      if (rows.length === 0) return null;
      const records = rows.map((child) =>
        recordOf(context, columns, snapshotOf(context, columns, source.object.name, child)),
      );
      return { totalSize: records.length, done: true, records };
    };
    return { name: relation.name, columns, read };
  };
}
