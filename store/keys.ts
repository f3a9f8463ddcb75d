/** Digits of 2^53 - 1: padded numbers sort as numbers. */
const DIGITS = 16;

/** A number as part of a string key that sorts by it. */
export function paddedId(value: number): string {
  return String(value).padStart(DIGITS, '0');
}

/** Filter on `_id`: every key of the form `<prefix>/…`, and no other (`0` is the character after `/`). */
export function under(prefix: string): { $gt: string; $lt: string } {
  return { $gt: `${prefix}/`, $lt: `${prefix}0` };
}

/** Filters on `_id`: every key with this prefix outside a range of them. */
export function around(prefix: string, kept: { $gt: string; $lt: string }): { $gte: string; $lt: string }[] {
  return [
    { $gte: prefix, $lt: kept.$gt },
    { $gte: kept.$lt, $lt: `${prefix}\uffff` },
  ];
}
