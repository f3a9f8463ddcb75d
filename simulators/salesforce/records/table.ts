import type { SoqlRow, SoqlValue } from '../soql/index.ts';
import { type BaseRecords, firstFrom, NO_BASE } from './base.ts';
import { Ids } from './ids.ts';
import { type Entry, OrderIndex } from './order-index.ts';
import { StoredRow } from './row.ts';
import { ValueIndex } from './value-index.ts';

/** Date-times that records can be had in order of. */
export const ORDERED = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'] as const;

export interface TableOptions {
  readonly name: string;
  readonly prefix: string;
  readonly base?: BaseRecords;
  /** Fields to be found by value. */
  readonly indexed: readonly string[];
}

/** All records of one object, deleted ones too: the base ones and, in their place or after them, what was written. */
export class Table {
  readonly name: string;
  readonly ids: Ids;
  readonly base: BaseRecords;
  readonly #written = new Map<number, StoredRow>();
  /** Base records that were purged. */
  readonly #purged = new Set<number>();
  readonly #created = new Set<number>();
  readonly #byValue = new Map<string, ValueIndex>();
  readonly #byTime: ReadonlyMap<string, OrderIndex>;
  #last: number;

  constructor({ name, prefix, base = NO_BASE, indexed }: TableOptions) {
    this.name = name;
    this.ids = new Ids(prefix);
    this.base = base;
    this.#last = base.size === 0 ? 0 : base.numberAt(base.size - 1);
    // Ids go, so text indexes would be wrong for them without `exact`; the values of references are ids already.
    for (const field of indexed) this.index(field, field.endsWith('Id'));
    this.#byTime = new Map(
      ORDERED.map((field) => [field, new OrderIndex((n) => numberOf(this.#written.get(n)?.get(field)))]),
    );
  }

  /** Makes a field findable by value, or again when its case-sensitivity has changed. */
  index(field: string, exact: boolean): void {
    const index = new ValueIndex(exact);
    for (const [number, row] of this.#written) index.move(number, null, row.get(field));
    this.#byValue.set(field, index);
  }

  /** A number that no record has had. */
  take(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Records ever made and not purged. */
  get size(): number {
    return this.base.size - this.#purged.size + this.#created.size;
  }

  get(number: number): SoqlRow | undefined {
    const written = this.#written.get(number);
    if (written !== undefined) return written;
    const index = this.#baseIndex(number);
    return index < 0 ? undefined : this.base.row(index);
  }

  byId(id18: string): { number: number; row: SoqlRow } | undefined {
    const number = this.ids.numberOf(id18);
    const row = number === undefined ? undefined : this.get(number);
    return number === undefined || row === undefined ? undefined : { number, row };
  }

  written(number: number): StoredRow | undefined {
    return this.#written.get(number);
  }

  /** A record's present values, every one. */
  values(number: number): StoredRow | undefined {
    const written = this.#written.get(number);
    if (written !== undefined) return written;
    const index = this.#baseIndex(number);
    return index < 0 ? undefined : new StoredRow(this.base.values(index), 0);
  }

  /** Puts a record in its place, or takes it away for good. */
  put(number: number, row: StoredRow | undefined): void {
    const isBase = this.base.indexOf(number) >= 0;
    const before = this.#written.get(number);
    for (const [field, index] of this.#byValue) index.move(number, before?.get(field) ?? null, row?.get(field) ?? null);
    if (row === undefined) {
      this.#written.delete(number);
      this.#created.delete(number);
      if (isBase) this.#purged.add(number);
      return;
    }
    this.#written.set(number, row);
    if (isBase) this.#purged.delete(number);
    else this.#created.add(number);
    this.#last = Math.max(this.#last, number);
    for (const [field, index] of this.#byTime) {
      const at = numberOf(row.get(field));
      if (at !== undefined && numberOf(before?.get(field)) !== at) index.add(at, number);
    }
  }

  /** Back to the base records alone. */
  reset(): void {
    for (const number of [...this.#written.keys()]) this.put(number, undefined);
    this.#purged.clear();
  }

  /** Undoes a write: puts back what was written before, or lets the base record show, where there was one. */
  restore(number: number, row: StoredRow | undefined, existed: boolean): void {
    this.put(number, row);
    if (row === undefined && existed) this.#purged.delete(number);
  }

  /** Number of the record at a place in the whole, 0 to 1; it may be purged. */
  numberAt(place: number): number | undefined {
    const at = Math.floor(place * (this.base.size + this.#created.size));
    if (at < this.base.size) return this.base.numberAt(at);
    return [...this.#created][at - this.base.size];
  }

  /** Every record in ascending order of id. */
  *all(): Generator<SoqlRow> {
    for (const number of this.idRange(undefined, undefined).numbers(false)) {
      const row = this.get(number);
      if (row !== undefined) yield row;
    }
  }

  /** Numbers of at least the records whose field has one of the values; undefined without an index on the field. */
  find(field: string, values: readonly SoqlValue[]): number[] | undefined {
    const index = this.#byValue.get(field);
    const base = index === undefined ? undefined : this.base.find(field, values);
    if (index === undefined || base === undefined) return undefined;
    const numbers = index.find(values);
    for (const i of base) {
      const number = this.base.numberAt(i);
      if (!this.#purged.has(number) && !this.#written.has(number)) numbers.add(number);
    }
    return [...numbers];
  }

  /** Records in order of one of the ORDERED fields, from one moment to another, both inclusive. */
  range(field: string, from: number, to: number): { estimate: number; entries: () => Generator<Entry> } | undefined {
    const index = this.#byTime.get(field);
    if (index === undefined) return undefined;
    const written = index.range(from, to);
    const first = firstFrom(this.base, from);
    const end = Number.isFinite(to) ? firstFrom(this.base, to + 1) : this.base.size;
    return { estimate: written.length + end - first, entries: () => this.#merged(written, first, end) };
  }

  /** Records in order of their ids, from one text to another and perhaps one beyond. */
  idRange(
    from: string | undefined,
    to: string | undefined,
  ): { estimate: number; numbers: (descending: boolean) => Generator<number> } {
    const least = from === undefined ? 0 : this.ids.from(from);
    const most = to === undefined ? Number.POSITIVE_INFINITY : this.ids.from(to);
    const first = this.#firstBase(least);
    const end = this.#firstBase(most + 1);
    const created = [...this.#created].filter((number) => number >= least && number <= most).sort((a, b) => a - b);
    return {
      estimate: end - first + created.length,
      numbers: (descending) => (descending ? this.#downwards(first, end, created) : this.#upwards(first, end, created)),
    };
  }

  // Created records have mostly, but not always, higher numbers than the base ones: an admin may choose an id.
  *#upwards(first: number, end: number, created: readonly number[]): Generator<number> {
    let next = 0;
    for (let i = first; i < end; i++) {
      const number = this.base.numberAt(i);
      for (; (created[next] ?? number) < number; next++) yield created[next] ?? number;
      yield number;
    }
    yield* created.slice(next);
  }

  *#downwards(first: number, end: number, created: readonly number[]): Generator<number> {
    let next = created.length - 1;
    for (let i = end - 1; i >= first; i--) {
      const number = this.base.numberAt(i);
      for (; (created[next] ?? number) > number; next--) yield created[next] ?? number;
      yield number;
    }
    yield* created.slice(0, next + 1).reverse();
  }

  /** First index of a base record whose number is not below; their size when there is none. */
  #firstBase(number: number): number {
    let low = 0;
    let high = this.base.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.base.numberAt(middle) >= number) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  *#merged(written: readonly Entry[], first: number, end: number): Generator<Entry> {
    let next = 0;
    for (let i = first; i < end; i++) {
      const number = this.base.numberAt(i);
      if (this.#purged.has(number) || this.#written.has(number)) continue;
      const at = this.base.stampAt(i);
      for (; next < written.length; next++) {
        const entry = written[next];
        if (entry === undefined || entry.at > at || (entry.at === at && entry.number > number)) break;
        yield entry;
      }
      yield { at, number };
    }
    yield* written.slice(next);
  }

  #baseIndex(number: number): number {
    return this.#purged.has(number) ? -1 : this.base.indexOf(number);
  }
}

const numberOf = (value: SoqlValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);
