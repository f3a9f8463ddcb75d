import type { BoundCondition } from '../bind/bound-condition.ts';
import type { Context } from '../bind/context.ts';
import { comparable } from '../bind/criterion.ts';
import type { Bound } from '../bind/operand.ts';
import type { OrderTerm } from '../query.ts';
import type { IndexHit, SoqlRow, SoqlValue } from '../rows.ts';
import { boundsOf } from './access.ts';

export interface BoundOrder<T> {
  readonly by: Bound<T>;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** Where a term's rows without a value come. */
export function nullsLast({ descendingNulls }: Context, { nulls, descending }: OrderTerm): boolean {
  return (nulls ?? (descending ? descendingNulls : 'first')) === 'last';
}

type Comparator<T> = (a: T, b: T) => number;

function compareValues(a: SoqlValue, b: SoqlValue, { descending, nullsLast }: BoundOrder<never>): number {
  if (a === b) return 0;
  if (a === null || b === null) return (a === null) === nullsLast ? 1 : -1;
  return a < b === descending ? 1 : -1;
}

/** Sorts in place: by the terms, then by the last comparator. */
export function sortBy<T>(items: T[], terms: readonly BoundOrder<T>[], last: Comparator<T>): T[] {
  const norms = terms.map(({ by }) => comparable(by));
  const keyed = items.map((item) => ({ item, keys: terms.map(({ by }, i) => norms[i]?.(by.read(item)) ?? null) }));
  keyed.sort((a, b) => {
    for (const [i, term] of terms.entries()) {
      const order = compareValues(a.keys[i] ?? null, b.keys[i] ?? null, term);
      if (order !== 0) return order;
    }
    return last(a.item, b.item);
  });
  for (const [i, { item }] of keyed.entries()) items[i] = item;
  return items;
}

const idOf = (row: SoqlRow): string => String(row.get('Id'));

/** Ascending by Id, in which rows come that no order was asked for: the same query then always gives the same. */
export function compareIds(a: SoqlRow, b: SoqlRow): number {
  const [left, right] = [idOf(a), idOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

// An index leaves out rows without a value, so its order serves only where there are none.
const NEVER_NULL = new Set(['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp']);

/** The rows in the wanted order straight from an index, when one has it. */
export function orderedAccess(
  context: Context,
  object: string,
  terms: readonly BoundOrder<SoqlRow>[],
  where: BoundCondition<SoqlRow> | undefined,
): IndexHit | undefined {
  const [first, second] = terms;
  const field = first === undefined ? 'Id' : first.by.own;
  if (field === undefined) return undefined;
  const tied = field === 'Id' || second === undefined || (second.by.own === 'Id' && !second.descending);
  const range = where === undefined ? undefined : boundsOf(where, field);
  if (!tied || (range === undefined && !NEVER_NULL.has(field))) return undefined;
  const hit = context.rows.byRange?.(object, field, range ?? {}, first?.descending ?? false, context.scope);
  if (hit !== undefined || field !== 'Id' || first?.descending) return hit;
  return { estimate: Number.POSITIVE_INFINITY, rows: () => context.rows.all(object, context.scope) };
}
