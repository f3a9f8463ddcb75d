import type { Value } from '../people/fields.ts';
import type { Switches } from '../switches.ts';
import type { DataType } from './type.ts';

/** A value as it comes in a call. */
export type Given = Value | undefined;

const MAX_CHARACTERS = 255;
const MAX_TEXT_BYTES = 30_000;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** ms since epoch of an ISO 8601 date with or without time; undefined for anything else. */
export function readDate(given: Given): number | undefined {
  if (typeof given !== 'string' || !(DATE.test(given) || DATETIME.test(given))) return undefined;
  const ms = Date.parse(given.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

function asNumber(given: Given, whole: boolean): number | undefined {
  const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return whole && !Number.isInteger(number) ? undefined : number;
}

function asBoolean(given: Given): boolean | undefined {
  const text = String(given).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const asDate = (given: Given): string | undefined => (readDate(given) === undefined ? undefined : String(given));

/** Text is kept but for NUL (14.15), up to its type's length. */
function asText(given: Given, dataType: DataType, longValues: Switches['longValues']): string | undefined {
  const text = String(given).replaceAll('\0', '');
  const isLong = dataType === 'text' ? Buffer.byteLength(text) > MAX_TEXT_BYTES : text.length > MAX_CHARACTERS;
  if (!isLong || longValues === 'accept') return text;
  if (longValues === 'refuse') return undefined;
  return dataType === 'text' ? Buffer.from(text).subarray(0, MAX_TEXT_BYTES).toString() : text.slice(0, MAX_CHARACTERS);
}

/** Types other than text of some kind. */
const READERS: Partial<Record<DataType, (given: Given) => Value | undefined>> = {
  integer: (given) => asNumber(given, true),
  float: (given) => asNumber(given, false),
  currency: (given) => asNumber(given, false),
  boolean: asBoolean,
  date: asDate,
  datetime: asDate,
};

/** A value as an attribute of the type keeps it: null when empty, undefined when it doesn't fit. */
export function readValue(given: Given, dataType: DataType, longValues: Switches['longValues']): Value | undefined {
  if (given === null || given === undefined || given === '') return null;
  const read = READERS[dataType];
  return read === undefined ? asText(given, dataType, longValues) : read(given);
}
