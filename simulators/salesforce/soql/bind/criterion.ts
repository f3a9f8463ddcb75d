import { errorAt, type SoqlError } from '../error.ts';
import type { Literal } from '../query.ts';
import type { SoqlValue } from '../rows.ts';
import type { SoqlFieldType } from '../schema.ts';
import { daysOf } from '../time/periods.ts';
import { isoDay, startOfDay } from '../time/zone.ts';
import type { Context } from './context.ts';
import { toId18 } from './ids.ts';
import type { Bound } from './operand.ts';

/** Values that equal a literal, both ends included: one value, or a day's first and last. Null is the empty value. */
export type Criterion = { readonly from: string | number | boolean; readonly to: string | number | boolean } | null;

export type Family = 'id' | 'text' | 'boolean' | 'number' | 'date' | 'datetime';

/** How values of a type are compared. */
export function familyOf(type: SoqlFieldType): Family {
  switch (type) {
    case 'id':
    case 'reference':
      return 'id';
    case 'boolean':
    case 'date':
    case 'datetime':
      return type;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return 'number';
    case 'string':
    case 'email':
    case 'phone':
    case 'url':
    case 'textarea':
    case 'picklist':
    case 'multipicklist':
    case 'combobox':
      return 'text';
  }
}

const TYPE_NAMES: Readonly<Record<Family, string>> = {
  id: 'ID',
  text: 'string',
  boolean: 'boolean',
  number: 'double',
  date: 'date',
  datetime: 'dateTime',
};

/** The form in which two values of a field are compared. */
export function comparable(bound: Pick<Bound<never>, 'type' | 'caseSensitive'>): (value: SoqlValue) => SoqlValue {
  if (familyOf(bound.type) !== 'text' || bound.caseSensitive) return (value) => value;
  return (value) => (typeof value === 'string' ? value.toLowerCase() : value);
}

function wrongType<T>({ name, type, at }: Bound<T>, text: string): SoqlError {
  const family = familyOf(type);
  const quotes = family === 'text' || family === 'id' ? 'should be' : 'should not be';
  const wanted = `must be of type ${type === 'int' ? 'int' : TYPE_NAMES[family]} and ${quotes} enclosed in quotes`;
  return errorAt('INVALID_FIELD', text, at, `value of filter criterion for field '${name}' ${wanted}`);
}

const exactly = (value: string | number | boolean): Criterion => ({ from: value, to: value });

function ofPeriod(context: Context, family: 'date' | 'datetime', name: string, count: number | undefined): Criterion {
  const { from, before } = daysOf(name, count, context.today);
  if (family === 'date') return { from: isoDay(from), to: isoDay(before - 1) };
  return { from: startOfDay(from, context.timeZone), to: startOfDay(before, context.timeZone) - 1 };
}

/**
 * What a literal means for a field; an empty string is null, and null is false for a boolean field. Throws INVALID_FIELD when it is of another type,
 * INVALID_QUERY_FILTER_OPERATOR when an id is none.
 */
export function criterionOf<T>(context: Context, text: string, bound: Bound<T>, literal: Literal): Criterion {
  const family = familyOf(bound.type);
  if (literal.kind === 'null') return family === 'boolean' ? exactly(false) : null;
  if (literal.kind === 'string' && literal.value === '' && family !== 'boolean') return null;
  if (literal.kind === 'period') {
    if (family !== 'date' && family !== 'datetime') throw wrongType(bound, text);
    return ofPeriod(context, family, literal.name, literal.count);
  }
  if (family === 'id' && literal.kind === 'string') {
    const id = toId18(literal.value);
    if (id !== undefined) return exactly(id);
    throw errorAt('INVALID_QUERY_FILTER_OPERATOR', text, bound.at, `invalid ID field: ${literal.value}`);
  }
  if (literal.kind !== (family === 'text' ? 'string' : family)) throw wrongType(bound, text);
  const value = comparable(bound)(literal.value);
  if (value === null) throw wrongType(bound, text);
  return exactly(value);
}
