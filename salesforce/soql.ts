const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** A text as a SOQL literal, quotes included: `'O\'Neil'`. Not for the pattern of a LIKE, whose `%` and `_` stay live. */
export function soqlText(value: string): string {
  const escaped = value.replace(/[\\'\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? character);
  return `'${escaped}'`;
}

/** A moment as a SOQL literal, without quotes, in whole seconds (Salesforce's resolution), rounded down. */
export function soqlDateTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A query as it stands in an address; the quote is encoded too, as it will be anyway, so that lengths are true. */
export function encodeSoql(soql: string): string {
  return encodeURIComponent(soql).replaceAll("'", '%27');
}
