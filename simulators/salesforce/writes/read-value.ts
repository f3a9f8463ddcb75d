import type { ErrorEntry } from '../http/errors.ts';
import { sfdcId18 } from '../records/ids.ts';
import type { Value } from '../records/row.ts';
import type { Field } from '../schema/field.ts';
import type { Switches } from '../switches.ts';

/** A value in the field's own form, or why it is refused. */
export type Read = { readonly value: Value } | { readonly error: ErrorEntry };

type Reader = (given: unknown, field: Field, switches: Switches) => Read;

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;
const EMAIL = /^[^\s@,;<>"]+@[^\s@.,;<>"]+(\.[^\s@.,;<>"]+)+$/;

const error = (errorCode: string, message: string, { name }: Field): Read => ({
  error: { errorCode, message, fields: [name] },
});

function wrongType(given: unknown, field: Field, { badTypeCode }: Switches): Read {
  const kind = typeof given === 'object' ? 'START_OBJECT' : `VALUE_${(typeof given).toUpperCase()}`;
  const text = `Cannot deserialize instance of ${field.type} from ${kind} value ${String(given)} or request may be missing a required field`;
  return badTypeCode === 'JSON_PARSER_ERROR'
    ? { error: { errorCode: badTypeCode, message: text } }
    : error(badTypeCode, `${field.label}: value not of required type: ${String(given)}`, field);
}

const isScalar = (given: unknown): given is string | number | boolean =>
  typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean';

const text: Reader = (given, field, switches) => {
  if (!isScalar(given)) return wrongType(given, field, switches);
  const value = String(given);
  if (value === '') return { value: null };
  if (field.length === 0 || value.length <= field.length) return { value };
  const shown = value.slice(0, 255);
  return error('STRING_TOO_LONG', `${field.label}: data value too large: ${shown} (max length=${field.length})`, field);
};

const email: Reader = (given, field, switches) => {
  const read = text(given, field, switches);
  if ('error' in read || read.value === null || EMAIL.test(String(read.value))) return read;
  return error('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${String(given)}`, field);
};

const picklist: Reader = (given, field, switches) => {
  const read = text(given, field, switches);
  if ('error' in read || read.value === null || !field.restrictedPicklist) return read;
  const found = field.picklist.find(({ value, active }) => active && value === read.value);
  if (found !== undefined) return { value: found.value };
  const message = `${field.label}: bad value for restricted picklist field: ${String(given)}`;
  return error('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, field);
};

const boolean: Reader = (given, field, switches) => {
  if (typeof given === 'boolean') return { value: given };
  const word = String(given).toLowerCase();
  return word === 'true' || word === 'false' ? { value: word === 'true' } : wrongType(given, field, switches);
};

const number: Reader = (given, field, switches) => {
  const usable = typeof given === 'number' || (typeof given === 'string' && given.trim() !== '');
  const value = usable ? Number(given) : Number.NaN;
  const whole = field.type === 'int';
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) return wrongType(given, field, switches);
  const most = field.digits > 0 ? 10 ** field.digits : 1e18;
  if (Math.abs(value) < most) return { value };
  return error(
    'NUMBER_OUTSIDE_VALID_RANGE',
    `${field.label}: value outside of valid range on numeric field: ${value}`,
    field,
  );
};

/** ms since epoch; a moment without a zone is UTC. */
function momentOf(given: unknown): number {
  if (typeof given !== 'string') return Number.NaN;
  if (DATE.test(given)) return Date.parse(`${given}T00:00:00Z`);
  if (!DATE_TIME.test(given)) return Number.NaN;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(given) ? given : `${given}Z`;
  return Date.parse(zoned.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

const date: Reader = (given, field, switches) => {
  const moment = momentOf(given);
  if (Number.isNaN(moment)) return wrongType(given, field, switches);
  const value = String(given).slice(0, 10);
  // 31 February parses and moves on.
  return new Date(`${value}T00:00:00Z`).toISOString().slice(0, 10) === value
    ? { value }
    : wrongType(given, field, switches);
};

const datetime: Reader = (given, field, switches) => {
  const moment = momentOf(given);
  return Number.isNaN(moment) ? wrongType(given, field, switches) : { value: Math.floor(moment / 1000) * 1000 };
};

const reference: Reader = (given, field, switches) => {
  if (!isScalar(given)) return wrongType(given, field, switches);
  if (given === '') return { value: null };
  const id = sfdcId18(String(given));
  if (id !== undefined) return { value: id };
  return error('MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(given).slice(0, 255)}`, field);
};

const READERS: Partial<Record<Field['type'], Reader>> = {
  email,
  picklist,
  boolean,
  int: number,
  double: number,
  currency: number,
  percent: number,
  date,
  datetime,
  id: reference,
  reference,
};

/** Reads a JSON value as a field takes it; text, comboboxes, phones and addresses of pages are text. */
export function readValue(given: unknown, field: Field, switches: Switches): Read {
  if (given === null || given === undefined) return { value: field.type === 'boolean' ? false : null };
  return (READERS[field.type] ?? text)(given, field, switches);
}
