import { bindCondition, testOf } from '../bind/condition.ts';
import { type Context, duplicateField } from '../bind/context.ts';
import { comparable } from '../bind/criterion.ts';
import { type Bound, bindField } from '../bind/operand.ts';
import type { Source } from '../bind/resolve.ts';
import { errorAt, SoqlError } from '../error.ts';
import { type BoundOrder, nullsLast, sortBy } from '../plan/order.ts';
import type { Operand, SelectItem, SoqlQuery } from '../query.ts';
import type { ResultRecord } from '../result.ts';
import type { SoqlRow } from '../rows.ts';
import { bindAggregate, type Group } from './aggregate.ts';
import { jsonValue } from './records.ts';

// An aggregate answer has one page.
const MAX_GROUPS = 2_000;

/** Whether a statement asks with `COUNT()` for the number of rows and nothing else. */
export function isBareCount({ select: [item], groupBy }: SoqlQuery): boolean {
  return item?.kind === 'aggregate' && item.path === undefined && groupBy.length === 0;
}

/** Whether a statement answers groups of rows instead of rows. */
export function isGrouped({ select, groupBy, having }: SoqlQuery): boolean {
  return groupBy.length > 0 || having !== undefined || select.some(({ kind }) => kind === 'aggregate');
}

/** Reads what all rows of a group have in common, which is what GROUP BY names. */
function bindOperand(
  context: Context,
  source: Source,
  keys: readonly Bound<SoqlRow>[],
  operand: Operand,
  what: 'Field' | 'Ordered field',
): Bound<Group> {
  if (operand.kind === 'aggregate') return bindAggregate(context, source, operand);
  const { bound } = bindField(context, source, operand.path);
  if (!keys.some(({ path }) => path === bound.path)) {
    throw errorAt('MALFORMED_QUERY', source.text, bound.at, `${what} must be grouped or aggregated: ${bound.path}`);
  }
  return { ...bound, read: ({ rows: [row] }) => (row === undefined ? null : bound.read(row)) };
}

function groupKeys(context: Context, source: Source, { groupBy }: SoqlQuery): Bound<SoqlRow>[] {
  return groupBy.map((path) => {
    const { bound, field } = bindField(context, source, path);
    if (field.groupable ?? field.filterable) return bound;
    const reason = `field '${field.name}' can not be grouped in a query call`;
    throw errorAt('MALFORMED_QUERY', source.text, bound.at, reason);
  });
}

function groupsOf(rows: readonly SoqlRow[], keys: readonly Bound<SoqlRow>[]): Group[] {
  if (keys.length === 0) return [{ rows }];
  const norms = keys.map((key) => comparable(key));
  const groups = new Map<string, SoqlRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((by, i) => norms[i]?.(by.read(row)) ?? null));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((members) => ({ rows: members }));
}

/** One entry of an aggregate record. */
export interface GroupColumn {
  readonly name: string;
  /** What was asked for: an alias, `count(Id)`, or the field's name. */
  readonly label: string;
  readonly aggregate: boolean;
  readonly bound: Bound<Group>;
}

/** Understands the select list of a grouped statement. Throws SoqlError for what is neither grouped nor aggregated. */
export function bindGroupColumns(context: Context, source: Source, query: SoqlQuery): GroupColumn[] {
  const keys = groupKeys(context, source, query);
  const columns: GroupColumn[] = [];
  let unnamed = 0;
  const nameOf = (item: Extract<SelectItem, { kind: 'field' | 'aggregate' }>, bound: Bound<Group>): string => {
    if (item.alias !== undefined) return item.alias;
    return item.kind === 'aggregate' ? `expr${unnamed++}` : bound.name;
  };
  for (const item of query.select) {
    if (item.kind === 'fields' || item.kind === 'children') {
      const reason = 'Aggregate queries select grouped fields and aggregate expressions only';
      throw errorAt('MALFORMED_QUERY', source.text, item.at, reason);
    }
    const bound = bindOperand(context, source, keys, item, 'Field');
    const name = nameOf(item, bound);
    if (columns.some((column) => column.name === name)) throw duplicateField(name);
    const aggregate = item.kind === 'aggregate';
    const label = aggregate && item.alias === undefined ? `${item.name.toLowerCase()}(${bound.path})` : name;
    columns.push({ name, label, aggregate, bound });
  }
  return columns;
}

function recordOf(columns: readonly GroupColumn[], group: Group): ResultRecord {
  const record: ResultRecord = { attributes: { type: 'AggregateResult' } };
  for (const { name, bound } of columns) record[name] = jsonValue(bound.type, bound.read(group));
  return record;
}

/**
 * Understands GROUP BY, HAVING and the aggregates of a statement; what it returns makes the records from the rows that
 * WHERE lets pass. Throws SoqlError, EXCEEDED_ID_LIMIT beyond one page of groups.
 */
export function bindGroups(context: Context, source: Source, query: SoqlQuery): (rows: SoqlRow[]) => ResultRecord[] {
  const keys = groupKeys(context, source, query);
  const columns = bindGroupColumns(context, source, query);
  const operand = (left: Operand): Bound<Group> => bindOperand(context, source, keys, left, 'Field');
  const semiJoin = (inner: SoqlQuery): never => {
    throw errorAt('MALFORMED_QUERY', source.text, inner.from.at, 'Semi-joins are not allowed in HAVING');
  };
  const { text } = source;
  const having =
    query.having === undefined ? () => true : testOf(bindCondition({ context, text, operand, semiJoin }, query.having));
  const order = query.orderBy.map(
    (term): BoundOrder<Group> => ({
      by: bindOperand(context, source, keys, term.by, 'Ordered field'),
      descending: term.descending,
      nullsLast: nullsLast(context, term),
    }),
  );
  const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
  return (rows) => {
    const kept = sortBy(groupsOf(rows, keys).filter(having), order, () => 0).slice(offset, offset + limit);
    if (kept.length > MAX_GROUPS) {
      const reason =
        'aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
      throw new SoqlError('EXCEEDED_ID_LIMIT', reason);
    }
    return kept.map((group) => recordOf(columns, group));
  };
}
