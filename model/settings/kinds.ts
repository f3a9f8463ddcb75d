import { comparableDomain } from '../email-address.ts';
import { SUBJECT_FIELDS } from '../settings.ts';
import { isTimeZone } from '../time-zone.ts';

/** As stored: durations are milliseconds; null stands for the word that a kind has for it ("all", "none"). */
export type SettingValue = string | number | boolean | null;

/** What a setting may hold, and how people write it. */
export interface SettingKind {
  /** Goes on after "Give": `on or off`. */
  allowed: string;
  /** Of the stored value; null where there is none. */
  unit: 'ms' | null;
  /** What a person wrote; undefined: it is not allowed. */
  parse(text: string): SettingValue | undefined;
  /** The text that `parse` reads as this value. */
  print(value: SettingValue): string;
  /** Whether a stored value is allowed. */
  fits(value: unknown): value is SettingValue;
}

export const onOff: SettingKind = {
  allowed: 'on or off',
  unit: null,
  parse: (text) => ({ on: true, true: true, off: false, false: false })[text.trim().toLowerCase()],
  print: (value) => (value === true ? 'on' : 'off'),
  fits: (value) => typeof value === 'boolean',
};

const MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/i;

/** `word`: what stands for no end at all, stored as null. */
export function duration(min: number, max: number, word?: string): SettingKind {
  const isDuration = (value: unknown): value is number => isWhole(value, min, max);
  const time = `a time from ${printDuration(min)} to ${printDuration(max)}, such as 30 s, 5 min or 2 h`;
  return {
    allowed: word === undefined ? time : `${word}, or ${time}`,
    unit: 'ms',
    fits: (value): value is number | null => isDuration(value) || (value === null && word !== undefined),
    parse: (text) => {
      if (word !== undefined && text.trim().toLowerCase() === word) return null;
      const [, amount = '', unit = ''] = DURATION.exec(text.trim()) ?? [];
      const value = Math.round(Number(amount) * MS[unit.toLowerCase() as keyof typeof MS]);
      return isDuration(value) ? value : undefined;
    },
    print: (value) => (value === null ? String(word) : printDuration(Number(value))),
  };
}

/** In the largest unit that leaves no remainder: `90 s`, `5 min`. */
function printDuration(ms: number): string {
  if (ms === 0) return '0 s';
  const [unit, size] = Object.entries(MS).findLast(([, each]) => ms % each === 0 && ms >= each) ?? ['ms', 1];
  return `${ms / size} ${unit}`;
}

/** `10000`, `10,000` and `10_000` are the same. */
const NUMBER = /^\d+$|^\d{1,3}([,_])\d{3}(?:\1\d{3})*$/;

/** `word`: what stands for no limit at all, stored as null. */
export function wholeNumber(min: number, max: number, word?: string): SettingKind {
  const isNumber = (value: unknown): value is number => isWhole(value, min, max);
  const number = `a whole number from ${grouped(min)} to ${grouped(max)}`;
  return {
    allowed: word === undefined ? number : `${word}, or ${number}`,
    unit: null,
    fits: (value): value is number | null => isNumber(value) || (value === null && word !== undefined),
    parse: (text) => {
      const given = text.trim();
      if (word !== undefined && given.toLowerCase() === word) return null;
      const value = NUMBER.test(given) ? Number(given.replaceAll(/[,_]/g, '')) : undefined;
      return isNumber(value) ? value : undefined;
    },
    print: (value) => (value === null ? String(word) : grouped(Number(value))),
  };
}

/** `word`: what stands for none at all, stored as null. */
export function name(maxChars: number, word: string): SettingKind {
  const isName = (value: unknown): value is string => isText(value, maxChars) && value.trim() !== '';
  return {
    allowed: `${word}, or a name of up to ${maxChars} characters`,
    unit: null,
    fits: (value): value is string | null => value === null || isName(value),
    parse: (text) => {
      const given = text.trim();
      if (given.toLowerCase() === word) return null;
      return isName(given) ? given : undefined;
    },
    print: (value) => value?.toString() ?? word,
  };
}

/** Text in which `{{names}}` stand for what is known when it is used. */
export function template(maxChars: number): SettingKind {
  const known: ReadonlySet<string> = new Set(SUBJECT_FIELDS);
  const fits = (value: unknown): value is string =>
    isText(value, maxChars) &&
    [...value.matchAll(/\{\{(.*?)\}\}/g)].every(([, field = '']) => known.has(field.trim().toLowerCase()));
  return {
    allowed: `text of up to ${grouped(maxChars)} characters with any of ${SUBJECT_FIELDS.map((field) => `{{${field}}}`).join(', ')}`,
    unit: null,
    fits,
    parse: (text) => (fits(text) ? text : undefined),
    print: String,
  };
}

const AT = /^(\d{1,2}):(\d{2})\s+(\S+)$/;

/** Hour and minute on the clocks of a place: `20:00 America/Los_Angeles`. */
export const timeOfDay: SettingKind = {
  allowed: 'hour and minute and an IANA time zone, such as 20:00 America/Los_Angeles',
  unit: null,
  fits: (value): value is string => typeof value === 'string' && readTimeOfDay(value) !== null,
  parse: (text) => {
    const at = readTimeOfDay(text);
    return at === null ? undefined : `${two(at.hour)}:${two(at.minute)} ${at.timeZone}`;
  },
  print: String,
};

/** Parts of a stored `timeOfDay`; null where it is none. */
export function readTimeOfDay(text: string): { hour: number; minute: number; timeZone: string } | null {
  const [, hour = '', minute = '', timeZone = ''] = AT.exec(text.trim()) ?? [];
  if (timeZone === '' || Number(hour) > 23 || Number(minute) > 59 || !isTimeZone(timeZone)) return null;
  return { hour: Number(hour), minute: Number(minute), timeZone };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** API name of a Salesforce field. */
export const fieldName: SettingKind = {
  allowed: 'the API name of a field, such as HasOptedOutOfEmail or Sales_Opt_Out__c',
  unit: null,
  fits: isFieldName,
  parse: (text) => (isFieldName(text.trim()) ? text.trim() : undefined),
  print: String,
};

function isFieldName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z]\w{0,79}$/.test(value);
}

const MAX_DOMAINS = 1_000;

/** Stored as one text, each domain once and in order; null: none. */
export const domains: SettingKind = {
  allowed: 'none, or domains separated by commas, such as example.com, example.org',
  unit: null,
  fits: (value): value is string | null =>
    value === null || (typeof value === 'string' && readDomains(value)?.join(', ') === value),
  parse: (text) => (text.trim().toLowerCase() === 'none' ? null : readDomains(text)?.join(', ')),
  print: (value) => value?.toString() ?? 'none',
};

/** In the spelling in which addresses are compared. */
function readDomains(text: string): string[] | undefined {
  const given = text
    .split(',')
    .map((one) => one.trim().replace(/^@/, ''))
    .filter((one) => one !== '');
  const read = given.map((one) => comparableDomain(one));
  if (read.length === 0 || read.length > MAX_DOMAINS) return undefined;
  if (read.some((domain) => domain === null)) return undefined;
  return [...new Set(read.filter((domain) => domain !== null))].sort();
}

/** Written as they are stored, in any case, with blanks or hyphens between the words if one likes. */
export function oneOf(values: readonly string[]): SettingKind {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  return {
    allowed: values.length === 1 ? `${values[0]}; nothing else yet` : `one of ${values.join(', ')}`,
    unit: null,
    fits: (value): value is string => typeof value === 'string' && values.includes(value),
    parse: (text) => values.find((value) => bare(value) === bare(text)),
    print: String,
  };
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** NUL is what a vendor refuses in any text. */
function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars && !value.includes('\0');
}

const grouped = (value: number): string => value.toLocaleString('en');
