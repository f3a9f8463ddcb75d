import { childrenBinder } from './answer/children.ts';
import { bindColumns } from './answer/columns.ts';
import { bindGroups, isBareCount, isGrouped } from './answer/grouped.ts';
import { recordOf, snapshotOf } from './answer/records.ts';
import { makeContext } from './bind/context.ts';
import { resolveObject } from './bind/resolve.ts';
import { bindRows, rowsOf } from './plan/row-query.ts';
import type { SoqlQuery } from './query.ts';
import type { QueryOptions, QueryResult, ResultRecord } from './result.ts';
import type { SoqlRows } from './rows.ts';
import type { SoqlSchema } from './schema.ts';

const fixed = (records: readonly ResultRecord[]): QueryResult => ({
  totalSize: records.length,
  size: records.length,
  slice: (from, to) => records.slice(from, to),
});

/**
 * Answers a parsed statement from one user's schema and rows. Values are read at once, so what the result gives page
 * by page doesn't change any more. Throws SoqlError for what only the schema can tell: unknown objects and fields,
 * wrong types and operators, fields that can't be filtered, sorted or grouped.
 */
export function runQuery(query: SoqlQuery, schema: SoqlSchema, rows: SoqlRows, options: QueryOptions): QueryResult {
  const context = makeContext(schema, rows, options);
  const source = resolveObject(context, query);
  if (isBareCount(query)) {
    const found = rowsOf(context, bindRows(context, source, query, false));
    return { totalSize: found.length, size: 0, slice: () => [] };
  }
  if (isGrouped(query)) {
    const group = bindGroups(context, source, query);
    return fixed(group(rowsOf(context, bindRows(context, source, query, true))));
  }
  const columns = bindColumns(context, source, query, childrenBinder(context));
  const found = rowsOf(context, bindRows(context, source, query, false));
  const object = source.object.name;
  const snapshots = found.map((row) => snapshotOf(context, columns, object, row));
  return {
    totalSize: snapshots.length,
    size: snapshots.length,
    slice: (from, to) => snapshots.slice(from, to).map((snapshot) => recordOf(context, columns, snapshot)),
  };
}
