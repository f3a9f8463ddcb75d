import type { SoqlValue } from '../soql/index.ts';

/** Records by the value of a field, as SOQL looks values up: text without regard to case unless the field minds it. */
export class ValueIndex {
  readonly #numbers = new Map<SoqlValue, Set<number>>();
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  move(number: number, before: SoqlValue, after: SoqlValue): void {
    if (before === after) return;
    const old = this.#numbers.get(this.key(before));
    old?.delete(number);
    if (old?.size === 0) this.#numbers.delete(this.key(before));
    if (after === null) return;
    const numbers = this.#numbers.get(this.key(after));
    if (numbers === undefined) this.#numbers.set(this.key(after), new Set([number]));
    else numbers.add(number);
  }

  find(values: readonly SoqlValue[]): Set<number> {
    const found = new Set<number>();
    for (const value of values) for (const number of this.#numbers.get(this.key(value)) ?? []) found.add(number);
    return found;
  }

  key(value: SoqlValue): SoqlValue {
    return typeof value === 'string' && !this.#exact ? value.toLowerCase() : value;
  }
}
