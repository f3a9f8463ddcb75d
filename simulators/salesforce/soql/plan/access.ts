import type { BoundCondition, BoundTest } from '../bind/bound-condition.ts';
import type { Context } from '../bind/context.ts';
import type { IndexHit, IndexRange, SoqlRow, SoqlValue } from '../rows.ts';

type Condition = BoundCondition<SoqlRow>;

function byIds(context: Context, object: string, ids: readonly SoqlValue[]): IndexHit {
  return {
    estimate: ids.length,
    *rows() {
      for (const id of ids) {
        const row = typeof id === 'string' ? context.rows.byId(object, id, context.scope) : undefined;
        if (row !== undefined) yield row;
      }
    },
  };
}

/** Several hits as one, each row once. */
function union(hits: readonly IndexHit[]): IndexHit {
  return {
    estimate: hits.reduce((sum, { estimate }) => sum + estimate, 0),
    *rows() {
      const seen = new Set<SoqlValue>();
      for (const hit of hits) {
        for (const row of hit.rows()) {
          const id = row.get('Id');
          if (!seen.has(id)) yield row;
          seen.add(id);
        }
      }
    },
  };
}

function byTest(context: Context, object: string, { own, values }: BoundTest<SoqlRow>): IndexHit | undefined {
  if (own === undefined || values === undefined) return undefined;
  if (own === 'Id') return byIds(context, object, values);
  return context.rows.byValue?.(object, own, values, context.scope);
}

/** Bounds of a field outside of which no row passes; undefined when there are none. */
export function boundsOf(condition: Condition, field: string): IndexRange | undefined {
  switch (condition.kind) {
    case 'test': {
      const { own, from, to } = condition;
      if (own !== field || (from === undefined && to === undefined)) return undefined;
      return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    }
    case 'not':
      return undefined;
    case 'and': {
      const ranges = condition.parts.map((part) => boundsOf(part, field)).filter((range) => range !== undefined);
      return ranges.length === 0 ? undefined : ranges.reduce(intersection);
    }
    case 'or': {
      const ranges = condition.parts.map((part) => boundsOf(part, field));
      const bounded = ranges.filter((range) => range !== undefined);
      return bounded.length < ranges.length ? undefined : bounded.reduce(hull);
    }
  }
}

type Bound = string | number | undefined;

const greater = (a: Bound, b: Bound): Bound => (a === undefined || (b !== undefined && b > a) ? b : a);
const lesser = (a: Bound, b: Bound): Bound => (a === undefined || (b !== undefined && b < a) ? b : a);
const rangeOf = (from: Bound, to: Bound): IndexRange => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

const intersection = (a: IndexRange, b: IndexRange): IndexRange => rangeOf(greater(a.from, b.from), lesser(a.to, b.to));

function hull(a: IndexRange, b: IndexRange): IndexRange {
  const from = a.from === undefined || b.from === undefined ? undefined : lesser(a.from, b.from);
  const to = a.to === undefined || b.to === undefined ? undefined : greater(a.to, b.to);
  return rangeOf(from, to);
}

function boundedFields(condition: Condition): Set<string> {
  if (condition.kind === 'not') return new Set();
  if (condition.kind !== 'test') return new Set(condition.parts.flatMap((part) => [...boundedFields(part)]));
  const { own, from, to } = condition;
  return new Set(own === undefined || (from === undefined && to === undefined) ? [] : [own]);
}

function ranges(context: Context, object: string, condition: Condition): IndexHit[] {
  const hits: IndexHit[] = [];
  for (const field of boundedFields(condition)) {
    const range = boundsOf(condition, field);
    const bounded = range !== undefined && (range.from !== undefined || range.to !== undefined);
    const hit = bounded ? context.rows.byRange?.(object, field, range, false, context.scope) : undefined;
    if (hit !== undefined) hits.push(hit);
  }
  return hits;
}

const fewest = (hits: readonly (IndexHit | undefined)[]): IndexHit | undefined =>
  hits
    .filter((hit) => hit !== undefined)
    .reduce<IndexHit | undefined>(
      (best, hit) => (best !== undefined && best.estimate <= hit.estimate ? best : hit),
      undefined,
    );

function byValues(context: Context, object: string, condition: Condition): IndexHit | undefined {
  switch (condition.kind) {
    case 'test':
      return byTest(context, object, condition);
    case 'not':
      return undefined;
    case 'and':
      return fewest(condition.parts.map((part) => bestAccess(context, object, part)));
    case 'or': {
      const hits = condition.parts.map((part) => bestAccess(context, object, part));
      const found = hits.filter((hit) => hit !== undefined);
      return found.length < hits.length ? undefined : union(found);
    }
  }
}

/** The index that leaves the fewest rows to check, whatever their order; undefined when none helps. */
export function bestAccess(context: Context, object: string, condition: Condition): IndexHit | undefined {
  return fewest([byValues(context, object, condition), ...ranges(context, object, condition)]);
}
