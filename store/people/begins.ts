/** Letters of a beginning whose cases are spelt out, at most 2³ ways: enough to make a range of an index short. */
const SPELT_LETTERS = 3;

/**
 * Condition on a field: it begins with `text`, in any case. The expression decides; `$in` says the same of the first
 * letters in each way to write them, because an ordinary index is searched by beginnings that are literal and by no
 * others. So no second, lower-case copy of each name has to be stored and kept. Expressions are values of their own and
 * not `$regex` with a text, which the local stand-in would compile anew for each person.
 */
export function beginsWith(field: string, text: string): { $and: Record<string, RegExp | { $in: RegExp[] }>[] } {
  const letters = Array.from(text);
  const decides = new RegExp(`^${letters.map(anyCase).join('')}`);
  const starts = spellings(letters.slice(0, SPELT_LETTERS)).map((start) => new RegExp(`^${escaped(start)}`));
  return { $and: [{ [field]: decides }, { [field]: { $in: starts } }] };
}

/** The same of a field that is stored in lower case. */
export function beginsWithLower(field: string, text: string): Record<string, RegExp> {
  return { [field]: new RegExp(`^${escaped(text)}`) };
}

function anyCase(letter: string): string {
  const cases = casesOf(letter);
  return cases.length === 1 ? escaped(letter) : `[${cases.join('')}]`;
}

function spellings(letters: readonly string[]): string[] {
  return letters.reduce<string[]>(
    (starts, letter) => starts.flatMap((start) => casesOf(letter).map((one) => `${start}${one}`)),
    [''],
  );
}

/** The letter, lower and upper; not where the other case is no single letter (ß, SS). */
function casesOf(letter: string): string[] {
  const single = [letter.toLowerCase(), letter.toUpperCase()].filter((one) => Array.from(one).length === 1);
  return [...new Set([letter, ...single])];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
