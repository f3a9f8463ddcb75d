import type { Context } from '../bind/context.ts';
import { comparable, familyOf } from '../bind/criterion.ts';
import { extreme } from '../bind/extremes.ts';
import { type Bound, bindField } from '../bind/operand.ts';
import type { Source } from '../bind/resolve.ts';
import { errorAt } from '../error.ts';
import type { Aggregate, Operand } from '../query.ts';
import type { SoqlRow, SoqlValue } from '../rows.ts';
import type { SoqlFieldType } from '../schema.ts';

/** The rows that one record of a grouped answer stands for. */
export interface Group {
  readonly rows: readonly SoqlRow[];
}

type Value = string | number | boolean;
type Summary = (values: readonly Value[]) => SoqlValue;

const sum = (values: readonly Value[]): number => values.reduce<number>((total, value) => total + Number(value), 0);
const folded = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

const SUMMARIES: Readonly<Record<Aggregate, Summary>> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values).size,
  MIN: (values) => extreme(values, 'least', folded) ?? null,
  MAX: (values) => extreme(values, 'greatest', folded) ?? null,
  SUM: (values) => (values.length === 0 ? null : sum(values)),
  AVG: (values) => (values.length === 0 ? null : sum(values) / values.length),
};

function isAllowed(name: Aggregate, type: SoqlFieldType): boolean {
  const family = familyOf(type);
  if (name === 'SUM' || name === 'AVG') return family === 'number';
  if (name === 'MIN' || name === 'MAX') return family !== 'boolean' && family !== 'id';
  return family !== 'boolean' || name === 'COUNT';
}

const typeOf = (name: Aggregate, type: SoqlFieldType): SoqlFieldType => {
  if (name === 'COUNT' || name === 'COUNT_DISTINCT') return 'int';
  return name === 'SUM' || name === 'AVG' ? 'double' : type;
};

/** Makes an aggregate readable from a group. Nulls don't count. Throws MALFORMED_QUERY for a type it can't sum up. */
export function bindAggregate(
  context: Context,
  source: Source,
  { name, path, at }: Extract<Operand, { kind: 'aggregate' }>,
): Bound<Group> {
  if (path === undefined) throw errorAt('MALFORMED_QUERY', source.text, at, "unexpected token: '('");
  const { bound, field } = bindField(context, source, path);
  if (!isAllowed(name, field.type)) {
    const reason = `field ${field.name} does not support aggregate operator ${name}`;
    throw errorAt('MALFORMED_QUERY', source.text, at, reason);
  }
  const norm = comparable(bound);
  const distinct = name === 'COUNT_DISTINCT';
  const read = ({ rows }: Group): SoqlValue => {
    const values = rows.map((row) => (distinct ? norm(bound.read(row)) : bound.read(row)));
    return SUMMARIES[name](values.filter((value) => value !== null));
  };
  const { path: named, caseSensitive } = bound;
  return { name: field.name, path: named, type: typeOf(name, field.type), caseSensitive, at, read };
}
