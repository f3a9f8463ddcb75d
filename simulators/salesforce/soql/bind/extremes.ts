type Ordered = string | number | boolean;

/** The value that comes before all others by its key, or after all; the first of equals. Undefined of none. */
export function extreme<T>(
  values: readonly T[],
  end: 'least' | 'greatest',
  keyOf: (value: T) => Ordered,
): T | undefined {
  let best: { value: T; key: Ordered } | undefined;
  for (const value of values) {
    const key = keyOf(value);
    const better = best === undefined || (end === 'least' ? key < best.key : key > best.key);
    if (better) best = { value, key };
  }
  return best?.value;
}
