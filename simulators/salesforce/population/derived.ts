import type { BaseRecords } from '../records/base.ts';
import type { SoqlRow, SoqlValue } from '../soql/index.ts';
import { FieldIndex } from './field-index.ts';

/** Generators of an object's values by field; a field without one is empty. */
export type Derivers<T> = Readonly<Record<string, (from: T) => SoqlValue>>;

export interface Derivation<T> {
  readonly size: number;
  numberAt(index: number): number;
  indexOf(number: number): number;
  stampAt(index: number): number;
  /** What the values of the nth record are derived from. */
  source(index: number): T;
  readonly fields: Derivers<T>;
}

/** Base records from generators; indexes by value are built when they are first asked for. */
export function derivedRecords<T>(derivation: Derivation<T>): BaseRecords {
  const { size, fields } = derivation;
  const source = (index: number): T => derivation.source(index);
  const indexes = new Map<string, FieldIndex>();
  const row = (index: number): SoqlRow => {
    let from: T | undefined;
    return {
      get(field) {
        const derive = fields[field];
        if (derive === undefined) return null;
        from ??= source(index);
        return derive(from);
      },
    };
  };
  return {
    size,
    numberAt: (index) => derivation.numberAt(index),
    indexOf: (number) => derivation.indexOf(number),
    stampAt: (index) => derivation.stampAt(index),
    row,
    values(index) {
      const from = source(index);
      const all = Object.entries(fields).map(([name, derive]): [string, SoqlValue] => [name, derive(from)]);
      return Object.fromEntries(all.filter(([, value]) => value !== null));
    },
    find(field, values) {
      const derive = fields[field];
      if (derive === undefined) return [];
      let index = indexes.get(field);
      if (index === undefined) {
        index = new FieldIndex(size, (i) => derive(source(i)));
        indexes.set(field, index);
      }
      return index.find(values);
    },
  };
}

/** Ascending numbers picked by a test, with the way back from a number to its position. */
export function selection(size: number, test: (index: number) => boolean): Uint32Array {
  const chosen = new Uint32Array(size);
  let used = 0;
  for (let i = 0; i < size; i++) if (test(i)) chosen[used++] = i;
  return chosen.slice(0, used);
}

/** Position of a number in an ascending list, -1 when it is not there. */
export function positionOf(list: Uint32Array, wanted: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = list[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
