import { AGGREGATES, type Aggregate, type Operand, type Path } from '../query.ts';
import type { Cursor } from './cursor.ts';

// Words that can't be an alias or begin a field. Source: SOQL reference, alias notation.
const RESERVED = new Set(
  'AND ASC DESC EXCLUDES FIRST FROM GROUP HAVING IN INCLUDES LAST LIKE LIMIT NOT NULL NULLS OR SELECT USING WHERE WITH'.split(
    ' ',
  ),
);
// Also words that may follow a name and so are no alias there.
const FOLLOWING = new Set(['ORDER', 'OFFSET', 'FOR', 'ALL']);

export function isReserved(word: string): boolean {
  return RESERVED.has(word.toUpperCase());
}

/** Reads an alias when one comes next. */
export function parseAlias(cursor: Cursor): string | undefined {
  const { kind, text } = cursor.peek();
  if (kind !== 'word' || isReserved(text) || FOLLOWING.has(text.toUpperCase())) return undefined;
  if (text.includes('.')) throw cursor.unexpected();
  return cursor.take().text;
}

/** Reads a field path. */
export function parsePath(cursor: Cursor): Path {
  const token = cursor.take();
  if (token.kind !== 'word' || isReserved(token.text)) throw cursor.unexpected(token);
  return { names: token.text.split('.'), at: token.at };
}

function aggregateOf(text: string): Aggregate | undefined {
  const upper = text.toUpperCase();
  return AGGREGATES.find((name) => name === upper);
}

/** Reads a field path or an aggregate such as `COUNT(Id)`; `COUNT()` has no path. */
export function parseOperand(cursor: Cursor): Operand {
  if (!cursor.atSymbol('(', 1)) return { kind: 'field', path: parsePath(cursor) };
  const token = cursor.take();
  const name = aggregateOf(token.text);
  if (token.kind !== 'word') throw cursor.unexpected(token);
  if (name === undefined) {
    if (isReserved(token.text)) throw cursor.unexpected(token);
    throw cursor.unsupported(`the function ${token.text}()`, token.at);
  }
  cursor.expectSymbol('(');
  const bare = name === 'COUNT' && cursor.atSymbol(')');
  const path = bare ? undefined : parsePath(cursor);
  cursor.expectSymbol(')');
  return { kind: 'aggregate', name, path, at: token.at };
}
