import { errorAt } from '../error.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  _: '_',
  '%': '%',
};
const UNICODE = /^u[0-9a-f]{4}/i;

/** One character of a literal; `escaped` tells `\%` from `%`. */
export interface Piece {
  readonly text: string;
  readonly escaped: boolean;
}

/** Finds the end of the literal whose opening quote is at `at`; throws when it has none or has an unknown escape. */
export function readString(text: string, at: number): { raw: string; end: number } {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "'") return { raw: text.slice(at + 1, i), end: i + 1 };
    if (text[i] !== '\\') continue;
    const next = text[i + 1] ?? '';
    if (!(next in ESCAPES) && !UNICODE.test(text.slice(i + 1, i + 6))) {
      throw errorAt(
        'MALFORMED_QUERY',
        text,
        i,
        `Invalid string literal '${text.slice(at + 1, i)}\\${next}'. Illegal character sequence '\\${next}' in string literal.`,
      );
    }
    i += 1;
  }
  const lines = text.split('\n');
  const place = `line ${lines.length}:${lines.at(-1)?.length ?? 0}`;
  throw errorAt(
    'MALFORMED_QUERY',
    text,
    Math.max(at, text.length - 1),
    `${place} mismatched character '<EOF>' expecting '''`,
  );
}

/** The characters of a literal that `readString` accepted. */
export function piecesOf(raw: string): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] !== '\\') {
      pieces.push({ text: raw.charAt(i), escaped: false });
      continue;
    }
    i += 1;
    const meant = ESCAPES[raw.charAt(i)];
    if (meant === undefined) {
      pieces.push({ text: String.fromCharCode(Number.parseInt(raw.slice(i + 1, i + 5), 16)), escaped: true });
      i += 4;
    } else pieces.push({ text: meant, escaped: true });
  }
  return pieces;
}

/** The text a literal stands for. */
export function textOf(raw: string): string {
  return raw.includes('\\')
    ? piecesOf(raw)
        .map((piece) => piece.text)
        .join('')
    : raw;
}
