import type { BoundCondition } from '../bind/bound-condition.ts';
import { bindCondition, testOf } from '../bind/condition.ts';
import type { Context } from '../bind/context.ts';
import { familyOf } from '../bind/criterion.ts';
import { type Bound, bindField } from '../bind/operand.ts';
import { resolveObject, type Source } from '../bind/resolve.ts';
import { errorAt } from '../error.ts';
import type { Condition, Operand, OrderTerm, SoqlQuery } from '../query.ts';
import type { SoqlRow } from '../rows.ts';
import { bestAccess } from './access.ts';
import { type BoundOrder, compareIds, nullsLast, orderedAccess, sortBy } from './order.ts';

/** Which rows of one object a statement wants, and in which order. */
export interface RowQuery {
  readonly object: string;
  readonly where: BoundCondition<SoqlRow> | undefined;
  readonly order: readonly BoundOrder<SoqlRow>[];
  readonly limit: number;
  readonly offset: number;
}

/** Understands WHERE, ORDER BY, LIMIT and OFFSET; `grouped` statements order and cut their groups instead. */
export function bindRows(context: Context, source: Source, query: SoqlQuery, grouped: boolean): RowQuery {
  const { where, orderBy, limit = Number.POSITIVE_INFINITY, offset = 0 } = query;
  return {
    object: source.object.name,
    where: where === undefined ? undefined : bindWhere(context, source, where),
    order: grouped ? [] : orderBy.map((term) => bindOrder(context, source, term)),
    limit: grouped ? Number.POSITIVE_INFINITY : limit,
    offset: grouped ? 0 : offset,
  };
}

function bindWhere(context: Context, source: Source, where: Condition): BoundCondition<SoqlRow> {
  const operand = (left: Operand): Bound<SoqlRow> => filterOn(context, source, left);
  const semiJoin = (query: SoqlQuery): string[] => idsOf(context, query);
  return bindCondition({ context, text: source.text, operand, semiJoin }, where);
}

function filterOn(context: Context, source: Source, operand: Operand): Bound<SoqlRow> {
  if (operand.kind === 'aggregate') {
    const reason = 'Aggregate expressions are not allowed in a WHERE clause; use HAVING';
    throw errorAt('MALFORMED_QUERY', source.text, operand.at, reason);
  }
  const { bound, field } = bindField(context, source, operand.path);
  if (field.filterable) return bound;
  const reason = `field '${field.name}' can not be filtered in a query call`;
  throw errorAt('INVALID_FIELD', source.text, bound.at, reason);
}

function bindOrder(context: Context, source: Source, term: OrderTerm): BoundOrder<SoqlRow> {
  const { by, descending } = term;
  if (by.kind === 'aggregate') {
    const reason = 'Aggregate expressions are allowed in ORDER BY only together with GROUP BY';
    throw errorAt('MALFORMED_QUERY', source.text, by.at, reason);
  }
  const { bound, field } = bindField(context, source, by.path);
  if (field.sortable ?? field.filterable) return { by: bound, descending, nullsLast: nullsLast(context, term) };
  const reason = `field '${field.name}' can not be sorted in a query call`;
  throw errorAt('MALFORMED_QUERY', source.text, bound.at, reason);
}

/** The rows wanted, in order. `from`, when given, are the only rows looked at. */
export function rowsOf(context: Context, query: RowQuery, from?: Iterable<SoqlRow>): SoqlRow[] {
  const { object, where, order, limit, offset } = query;
  const test = where === undefined ? () => true : testOf(where);
  if (from !== undefined) return sorted(from, test, query);
  const hit = where === undefined ? undefined : bestAccess(context, object, where);
  const ordered = orderedAccess(context, object, order, where);
  if (ordered !== undefined && (hit === undefined || ordered.estimate <= hit.estimate)) {
    return firstOf(ordered.rows(), test, offset + limit).slice(offset);
  }
  const found = hit?.rows() ?? context.rows.all(object, context.scope);
  return sorted(found, test, query);
}

function firstOf(rows: Iterable<SoqlRow>, test: (row: SoqlRow) => boolean, count: number): SoqlRow[] {
  const found: SoqlRow[] = [];
  if (count === 0) return found;
  for (const row of rows) {
    if (!test(row)) continue;
    found.push(row);
    if (found.length >= count) break;
  }
  return found;
}

// Sorting now and then, and keeping what LIMIT needs, is quicker and smaller than sorting everything at the end.
const CHUNK = 10_000;

function sorted(
  rows: Iterable<SoqlRow>,
  test: (row: SoqlRow) => boolean,
  { order, limit, offset }: RowQuery,
): SoqlRow[] {
  const needed = offset + limit;
  let kept: SoqlRow[] = [];
  for (const row of rows) {
    if (!test(row)) continue;
    kept.push(row);
    if (kept.length >= needed * 2 + CHUNK) kept = sortBy(kept, order, compareIds).slice(0, needed);
  }
  return sortBy(kept, order, compareIds).slice(offset, needed);
}

/** The ids a semi-join's SELECT gives: its one field is an id or a reference. */
function idsOf(context: Context, query: SoqlQuery): string[] {
  const source = resolveObject(context, query);
  const [item] = query.select;
  if (query.select.length !== 1 || item?.kind !== 'field') {
    throw errorAt('MALFORMED_QUERY', source.text, query.from.at, 'A semi-join subquery selects exactly one field');
  }
  const { bound } = bindField(context, source, item.path);
  if (familyOf(bound.type) !== 'id') {
    const reason = `The selected field '${bound.name}' in the subquery and the left operand field must be of type ID or reference`;
    throw errorAt('MALFORMED_QUERY', source.text, bound.at, reason);
  }
  const ids = new Set<string>();
  for (const row of rowsOf(context, bindRows(context, source, query, false))) {
    const id = bound.read(row);
    if (typeof id === 'string') ids.add(id);
  }
  return [...ids];
}
