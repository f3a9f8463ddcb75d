/** An option's value. Throws a RangeError that names the option when it is not `from` to `to`. */
export function inRange(name: string, value: number, from: number, to: number): number {
  if (value >= from && value <= to) return value;
  throw new RangeError(`${name} must be ${from.toLocaleString('en')} to ${to.toLocaleString('en')}, not ${value}`);
}

/** The same for what is counted. */
export function whole(name: string, value: number, from: number, to: number): number {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number, not ${value}`);
  return inRange(name, value, from, to);
}
