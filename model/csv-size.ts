/** Line end and the word that stands for an empty value (marketo-rest 6.4). */
const LINE_END = 1;
const EMPTY = 4;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Bytes that a record of leads.json would take as a line of an export's CSV, with these columns: quotes as RFC 4180
 * does it, UTF-8, one separator between two columns.
 */
export function csvBytes(record: Readonly<Record<string, unknown>>, columns: readonly string[]): number {
  const cells = columns.reduce((bytes, column) => bytes + cellBytes(record[column]), 0);
  return cells + Math.max(0, columns.length - 1) + LINE_END;
}

function cellBytes(value: unknown): number {
  if (value === null || value === undefined || value === '') return EMPTY;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  return NEEDS_QUOTES.test(text) ? bytes + 2 + (text.split('"').length - 1) : bytes;
}
