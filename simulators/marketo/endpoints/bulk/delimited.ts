import { mix } from '../../../lib/random.ts';
import type { Format } from '../../bulk/plan.ts';
import type { Value } from '../../people/fields.ts';
import type { Switches } from '../../switches.ts';

/** How rows become lines. */
export interface Dialect {
  readonly separator: string;
  /** Fault nulAndCr. */
  readonly damaged: boolean;
}

/** Puts a row's cells into one line, its line end included. */
export type LineWriter = (cells: readonly Value[]) => string;

const EMPTY = 'null';
// One text cell in so many gets a NUL.
const NUL_EVERY = 12;

export function separatorOf(format: Format, { ssvSeparator }: Switches): string {
  return { CSV: ',', TSV: '\t', SSV: ssvSeparator === 'semicolon' ? ';' : ' ' }[format];
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A text with a NUL in it, not inside a surrogate pair. */
function withNul(text: string, roll: number): string {
  const at = roll % (text.length + 1);
  const code = text.charCodeAt(at);
  const cut = code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
  return `${text.slice(0, cut)}\0${text.slice(cut)}`;
}

/**
 * Writes rows as RFC 4180 does: quotes around a cell with the separator, a quote or a line break, inner quotes doubled;
 * text otherwise exactly as stored; nothing at all as the bare word null. Lines end with LF.
 * `textColumns` are those that may be damaged.
 */
export function lineWriter({ separator, damaged }: Dialect, textColumns: readonly boolean[]): LineWriter {
  const special = new RegExp(`["\\r\\n${separator}]`);
  const needsQuotes = damaged ? new RegExp(`["\\n${separator}]|\\r$`) : special;
  let rows = 0;
  const cell = (value: Value, column: number): string => {
    if (value === null || value === '') return EMPTY;
    if (typeof value !== 'string') return String(value);
    const roll = damaged && textColumns[column] === true ? mix(rows, column) : 0;
    const text = roll !== 0 && roll % NUL_EVERY === 0 ? withNul(value, roll) : value;
    return needsQuotes.test(text) ? quoted(text) : text;
  };
  return (cells) => {
    rows++;
    let line = '';
    for (let column = 0; column < cells.length; column++) {
      if (column > 0) line += separator;
      line += cell(cells[column] ?? null, column);
    }
    return `${line}\n`;
  };
}
