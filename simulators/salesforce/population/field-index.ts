import { hashText } from '../../lib/random.ts';
import type { SoqlValue } from '../soql/index.ts';

const keyOf = (value: SoqlValue): string => String(value).toLowerCase();

/**
 * Base records by the value of one field: a sorted array of hash and position in one double (8 bytes each). It is
 * built at the field's first use and finds too many at most.
 */
export class FieldIndex {
  readonly #sorted: Float64Array;
  /** Positions per hash step: hash and position share a double's 53 bits. */
  readonly #step: number;

  constructor(size: number, read: (index: number) => SoqlValue) {
    this.#step = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
    const all = new Float64Array(size);
    let used = 0;
    for (let i = 0; i < size; i++) {
      const value = read(i);
      if (value !== null) all[used++] = this.#bits(value) * this.#step + i;
    }
    this.#sorted = all.slice(0, used).sort();
  }

  find(values: readonly SoqlValue[]): number[] {
    const found = new Set<number>();
    for (const value of values) {
      const from = this.#bits(value) * this.#step;
      for (let at = this.#first(from); at < this.#sorted.length; at++) {
        const entry = this.#sorted[at] ?? 0;
        if (entry >= from + this.#step) break;
        found.add(entry - from);
      }
    }
    return [...found];
  }

  #bits(value: SoqlValue): number {
    // Twenty million positions leave 28 bits for the hash.
    return hashText(keyOf(value)) >>> 4;
  }

  #first(wanted: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) >= wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
