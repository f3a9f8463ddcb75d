import type { SoqlRow, SoqlValue } from '../soql/index.ts';
import type { Values } from './row.ts';

/** Records an object begins with. They are derived when they are read, so that a million take next to no memory. */
export interface BaseRecords {
  readonly size: number;
  /** Number in the id of the nth record; ascending. */
  numberAt(index: number): number;
  /** -1 for a number that no base record has. */
  indexOf(number: number): number;
  row(index: number): SoqlRow;
  /** All values, for a record that is about to be changed. */
  values(index: number): Values;
  /** Creation, which is the last change too, in ms since epoch; it never falls with the index. */
  stampAt(index: number): number;
  /** Indexes of at least the records whose field has one of the values; undefined when the base can't tell. */
  find(field: string, values: readonly SoqlValue[]): readonly number[] | undefined;
}

export const NO_BASE: BaseRecords = {
  size: 0,
  numberAt: () => 0,
  indexOf: () => -1,
  row: () => ({ get: () => null }),
  values: () => ({}),
  stampAt: () => 0,
  find: () => [],
};

/** First index whose stamp is at or after a moment; `size` when there is none. */
export function firstFrom(base: BaseRecords, ms: number): number {
  let low = 0;
  let high = base.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (base.stampAt(middle) >= ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
