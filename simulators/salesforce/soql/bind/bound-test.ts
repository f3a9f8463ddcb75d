import { errorAt, type SoqlError } from '../error.ts';
import type { Comparison, Literal, SetComparison, SoqlQuery } from '../query.ts';
import type { SoqlValue } from '../rows.ts';
import { piecesOf } from '../syntax/string-literal.ts';
import type { Binding, BoundCondition, BoundTest, Test } from './bound-condition.ts';
import { type Criterion, comparable, criterionOf, type Family, familyOf } from './criterion.ts';
import { extreme } from './extremes.ts';
import { makeLike } from './like.ts';
import type { Bound } from './operand.ts';

const OPERATORS: Readonly<Record<Family, readonly (Comparison | SetComparison)[]>> = {
  id: ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'],
  text: ['=', '!=', '<', '<=', '>', '>=', 'LIKE', 'IN', 'NOT IN'],
  boolean: ['=', '!=', 'IN', 'NOT IN'],
  number: ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'],
  date: ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'],
  datetime: ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'],
};
const MULTIPICKLIST: readonly (Comparison | SetComparison)[] = ['=', '!=', 'INCLUDES', 'EXCLUDES'];

function wrongOperator<T>(binding: Binding<T>, { type, at }: Bound<T>): SoqlError {
  const kind = type === 'reference' ? 'id' : type;
  return errorAt('INVALID_QUERY_FILTER_OPERATOR', binding.text, at, `invalid operator on ${kind} field`);
}

function checkOperator<T>(binding: Binding<T>, bound: Bound<T>, operator: Comparison | SetComparison): void {
  const allowed = bound.type === 'multipicklist' ? MULTIPICKLIST : OPERATORS[familyOf(bound.type)];
  if (!allowed.includes(operator)) throw wrongOperator(binding, bound);
}

const own = <T>(bound: Bound<T>): { own?: string } => (bound.own === undefined ? {} : { own: bound.own });

/** Bounds of the types whose order an index shares; text is ordered by its lower-case form, which indexes needn't be. */
function bounds<T>(bound: Bound<T>, from: unknown, to: unknown): { from?: string | number; to?: string | number } {
  if (familyOf(bound.type) === 'text') return {};
  const usable = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
  return { ...(usable(from) ? { from } : {}), ...(usable(to) ? { to } : {}) };
}

/** `= != < <= > >= LIKE` */
export function bindCompare<T>(
  binding: Binding<T>,
  bound: Bound<T>,
  operator: Comparison,
  literal: Literal,
): BoundCondition<T> {
  checkOperator(binding, bound, operator);
  if (operator === 'LIKE') return bindLike(binding, bound, literal);
  if (operator === '=') return bindSet(binding, bound, 'IN', [literal], operator);
  if (operator === '!=') return bindSet(binding, bound, 'NOT IN', [literal], operator);
  const criterion = criterionOf(binding.context, binding.text, bound, literal);
  if (criterion === null) return { kind: 'test', test: () => false };
  const { from, to } = criterion;
  const norm = comparable(bound);
  const read = (row: T): SoqlValue => norm(bound.read(row));
  const tests: Readonly<Record<typeof operator, Test<T>>> = {
    '<': (row) => passes(read(row), (value) => value < from),
    '<=': (row) => passes(read(row), (value) => value <= to),
    '>': (row) => passes(read(row), (value) => value > to),
    '>=': (row) => passes(read(row), (value) => value >= from),
  };
  const range = operator.startsWith('<') ? bounds(bound, undefined, to) : bounds(bound, from, undefined);
  return { kind: 'test', test: tests[operator], ...own(bound), ...range };
}

function passes(value: SoqlValue, test: (value: string | number | boolean) => boolean): boolean {
  return value !== null && test(value);
}

function bindLike<T>(binding: Binding<T>, bound: Bound<T>, literal: Literal): BoundCondition<T> {
  const criterion = criterionOf(binding.context, binding.text, bound, literal);
  if (criterion === null || literal.kind !== 'string') return { kind: 'test', test: () => false };
  const norm = comparable(bound);
  const pieces = piecesOf(literal.raw).map((piece) => ({ ...piece, text: String(norm(piece.text)) }));
  const like = makeLike(pieces);
  const test: Test<T> = (row) => {
    const value = norm(bound.read(row));
    return typeof value === 'string' && like(value);
  };
  return { kind: 'test', test, ...own(bound) };
}

/** `IN`, `NOT IN`, `INCLUDES`, `EXCLUDES`; `written` is the operator an error is about. */
export function bindSet<T>(
  binding: Binding<T>,
  bound: Bound<T>,
  operator: SetComparison,
  literals: readonly Literal[],
  written: Comparison | SetComparison = operator,
): BoundCondition<T> {
  checkOperator(binding, bound, written);
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') return bindIncludes(binding, bound, operator, literals);
  const criteria = literals.map((literal) => criterionOf(binding.context, binding.text, bound, literal));
  const isMember = membership(bound, criteria);
  if (operator === 'NOT IN') return { kind: 'test', test: (row) => !isMember(row) };
  return { kind: 'test', test: isMember, ...own(bound), ...indexable(bound, criteria) };
}

function membership<T>(bound: Bound<T>, criteria: readonly Criterion[]): Test<T> {
  const exact = new Set<SoqlValue>();
  const spans: Exclude<Criterion, null>[] = [];
  for (const criterion of criteria) {
    if (criterion === null) exact.add(null);
    else if (criterion.from === criterion.to) exact.add(criterion.from);
    else spans.push(criterion);
  }
  const norm = comparable(bound);
  return (row) => {
    const value = norm(bound.read(row));
    return exact.has(value) || (value !== null && spans.some(({ from, to }) => value >= from && value <= to));
  };
}

/** What an index needs to find the members: their values if each is one value, and the bounds of all. */
function indexable<T>(bound: Bound<T>, criteria: readonly Criterion[]): Partial<BoundTest<T>> {
  const spans = criteria.filter((criterion) => criterion !== null);
  if (spans.length < criteria.length) return {};
  const least = extreme(spans, 'least', ({ from }) => from)?.from;
  const greatest = extreme(spans, 'greatest', ({ to }) => to)?.to;
  const single = spans.every(({ from, to }) => from === to);
  return {
    ...bounds(bound, least, greatest),
    ...(single ? { values: [...new Set(spans.map(({ from }) => from))] } : {}),
  };
}

/** `INCLUDES ('A;B', 'C')`: A and B, or C. */
function bindIncludes<T>(
  binding: Binding<T>,
  bound: Bound<T>,
  operator: 'INCLUDES' | 'EXCLUDES',
  literals: readonly Literal[],
): BoundCondition<T> {
  const groups = literals.map((literal) => {
    const criterion = criterionOf(binding.context, binding.text, bound, literal);
    return criterion === null ? [] : String(criterion.from).split(';');
  });
  const norm = comparable(bound);
  const includes: Test<T> = (row) => {
    const value = norm(bound.read(row));
    const chosen = typeof value === 'string' ? value.split(';') : [];
    return groups.some((group) => group.every((choice) => chosen.includes(choice)) && group.length > 0);
  };
  return { kind: 'test', test: operator === 'INCLUDES' ? includes : (row) => !includes(row) };
}

/** `IN (SELECT …)`, `NOT IN (SELECT …)` */
export function bindSemiJoin<T>(
  binding: Binding<T>,
  bound: Bound<T>,
  operator: 'IN' | 'NOT IN',
  query: SoqlQuery,
): BoundCondition<T> {
  if (familyOf(bound.type) !== 'id') {
    throw errorAt(
      'INVALID_FIELD',
      binding.text,
      bound.at,
      `The left operand field in the where expression for a semi-join must be of type ID or reference: ${bound.name}`,
    );
  }
  const ids = new Set<SoqlValue>(binding.semiJoin(query));
  if (operator === 'NOT IN') return { kind: 'test', test: (row) => !ids.has(bound.read(row)) };
  return { kind: 'test', test: (row) => ids.has(bound.read(row)), ...own(bound), values: [...ids] };
}
