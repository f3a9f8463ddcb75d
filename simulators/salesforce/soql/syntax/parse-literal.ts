import type { Literal } from '../query.ts';
import { periodKind } from '../time/periods.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { textOf } from './string-literal.ts';

const DAY = /^(\d{4})-(\d\d)-(\d\d)/;

function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function datetime(cursor: Cursor, { text, at }: Token): Literal {
  // Date.parse wants the colon which the API's own stamps (`+0000`) leave out.
  const value = Date.parse(text.toUpperCase().replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (!isDay(text) || Number.isNaN(value)) throw cursor.malformed(at, `Invalid datetime: ${text}`);
  return { kind: 'datetime', value, at };
}

function word(cursor: Cursor, token: Token): Literal {
  const name = token.text.toUpperCase();
  const { at } = token;
  if (name === 'NULL') return { kind: 'null', at };
  if (name === 'TRUE' || name === 'FALSE') return { kind: 'boolean', value: name === 'TRUE', at };
  const period = periodKind(name);
  if (period === undefined) throw cursor.unexpected(token);
  if (period === 'fixed') return { kind: 'period', name, at };
  cursor.expectSymbol(':');
  const count = cursor.take();
  if (count.kind !== 'number' || !/^\d{1,9}$/.test(count.text)) throw cursor.unexpected(count);
  return { kind: 'period', name, count: Number(count.text), at };
}

/** Throws when a `:name` of Apex comes next. */
export function refuseBinding(cursor: Cursor): void {
  if (cursor.atSymbol(':')) throw cursor.malformed(cursor.peek().at, 'Bind variables only allowed in Apex code');
}

/** Reads one value: string, number, boolean, null, date, date-time, or a date literal such as `LAST_N_DAYS:30`. */
export function parseLiteral(cursor: Cursor): Literal {
  refuseBinding(cursor);
  const token = cursor.take();
  const { kind, text, at } = token;
  switch (kind) {
    case 'string':
      return { kind, value: textOf(text), raw: text, at };
    case 'number':
      return { kind, value: Number(text), at };
    case 'date':
      if (!isDay(text)) throw cursor.malformed(at, `Invalid date: ${text}`);
      return { kind, value: text, at };
    case 'datetime':
      return datetime(cursor, token);
    case 'word':
      return word(cursor, token);
    case 'symbol':
    case 'end':
      throw cursor.unexpected(token);
  }
}
