/** Of keys `<group>.<name>`, the one that was meant: misspelt, or without its group. Null where none is near. */
export function nearest(given: string, keys: readonly string[]): string | null {
  const wanted = given.toLowerCase();
  const distances = keys.map((key) => {
    const short = key.toLowerCase().slice(key.indexOf('.') + 1);
    return { key, far: Math.min(distance(wanted, key.toLowerCase()), distance(wanted, short)) };
  });
  const [best] = distances.toSorted((one, other) => one.far - other.far);
  return best !== undefined && best.far <= Math.max(2, wanted.length / 3) ? best.key : null;
}

/** Levenshtein's: letters to insert, leave out or exchange. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let line = 0; line < one.length; line++) {
    const next = [line + 1];
    for (let column = 1; column <= other.length; column++) {
      const exchanged = (row[column - 1] ?? 0) + (other[column - 1] === one[line] ? 0 : 1);
      next.push(Math.min(exchanged, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? other.length;
}
