import { errorAt, type SoqlError } from '../error.ts';
import { readString } from './string-literal.ts';

/** One token. `text` is as written; a word may be a dotted path; a string's text is what lies between its quotes. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'date' | 'datetime' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /[A-Za-z]\w*(?:\.[A-Za-z]\w*)*/y],
  ['datetime', /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/iy],
  ['date', /\d{4}-\d\d-\d\d(?!T)/iy],
  ['number', /[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?![\w-])/y],
  ['symbol', /!=|<>|<=|>=|[=<>(),:]/y],
];
// What a date-time begins with, to find the character at which a broken one stops to be one.
const BROKEN_DATETIME = /\d{4}-\d\d-\d\d(?:T\d{0,2}(?::\d{0,2}(?::\d{0,2}(?:\.\d*)?)?)?)?|[+-]?\d+/iy;
const SPACE = /\s*/y;

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Column in the reason counts from 0, that of the place line from 1: so does Salesforce. */
function badCharacter(text: string, at: number): SoqlError {
  const lines = text.slice(0, at).split('\n');
  const place = `line ${lines.length}:${lines.at(-1)?.length ?? 0}`;
  const found = at < text.length ? text[at] : '<EOF>';
  return errorAt(
    'MALFORMED_QUERY',
    text,
    Math.max(0, at - 1),
    `${place} no viable alternative at character '${found}'`,
  );
}

function tokenAt(text: string, at: number): { token: Token; end: number } {
  if (text[at] === "'") {
    const { raw, end } = readString(text, at);
    return { token: { kind: 'string', text: raw, at }, end };
  }
  for (const [kind, pattern] of PATTERNS) {
    const found = match(pattern, text, at);
    if (found !== undefined) return { token: { kind, text: found, at }, end: at + found.length };
  }
  throw badCharacter(text, at + (match(BROKEN_DATETIME, text, at)?.length ?? 0));
}

/** Splits a statement into tokens, the last of kind `end`. Throws MALFORMED_QUERY at a character no token has. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = match(SPACE, text, 0)?.length ?? 0;
  while (at < text.length) {
    const { token, end } = tokenAt(text, at);
    tokens.push(token);
    at = end + (match(SPACE, text, end)?.length ?? 0);
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: text.length });
  return tokens;
}
