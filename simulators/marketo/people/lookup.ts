import { deriveValue } from '../../lib/population/base.ts';
import { hashText } from '../../lib/random.ts';
import type { PersonBook } from './book.ts';
import type { Value } from './fields.ts';

/** Values are compared without regard to case, as Marketo does for addresses. */
const keyOf = (value: Value): string | null => (value === null || value === '' ? null : String(value).toLowerCase());

/** One field's index: a sorted array for the base people (8 bytes each), a map for changed ones. */
interface Index {
  readonly base: Float64Array;
  readonly changed: Map<string, Set<number>>;
  readonly keyOfChanged: Map<number, string>;
}

/** Finds people by the value of a searchable field. Indexes are built on a field's first use. */
export class Lookup {
  readonly #book: PersonBook;
  readonly #indexes = new Map<string, Index>();
  /** Positions per hash step: hash and position share a double's 53 bits. */
  readonly #step: number;

  constructor(book: PersonBook) {
    this.#book = book;
    this.#step = 2 ** Math.ceil(Math.log2(Math.max(2, book.base.ids.size)));
    book.onOverlay((id, names) => {
      for (const name of names) {
        const index = this.#indexes.get(name);
        if (index !== undefined) this.#note(index, id, name);
      }
    });
  }

  /**
   * Living people whose field has one of the values, ascending by id.
   * Stops early and returns more than `limit` ids when there are that many.
   */
  find(field: string, values: readonly string[], limit: number): number[] {
    const keys = [...new Set(values.map((value) => value.toLowerCase()))];
    const found = new Set<number>();
    if (field === 'id') {
      for (const key of keys) if (/^\d{1,15}$/.test(key) && this.#book.has(Number(key))) found.add(Number(key));
      return [...found].sort((a, b) => a - b);
    }
    const index = this.#index(field);
    for (const key of keys) {
      for (const id of this.#candidates(index, key)) {
        if (keyOf(this.#book.reader(id)?.(field) ?? null) === key) found.add(id);
        if (found.size > limit) return [...found];
      }
    }
    return [...found].sort((a, b) => a - b);
  }

  *#candidates(index: Index, key: string): Generator<number> {
    const from = this.#bits(key) * this.#step;
    let low = 0;
    let high = index.base.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((index.base[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    for (let i = low; (index.base[i] ?? Infinity) < from + this.#step; i++) {
      yield this.#book.base.ids.at((index.base[i] ?? 0) - from);
    }
    yield* index.changed.get(key) ?? [];
  }

  #bits(key: string): number {
    const bits = Math.min(32, 52 - Math.log2(this.#step));
    return hashText(key) % 2 ** bits;
  }

  #index(field: string): Index {
    const known = this.#indexes.get(field);
    if (known !== undefined) return known;
    const { base, overlay } = this.#book;
    const slots = new Float64Array(base.ids.size);
    let used = 0;
    for (let i = 0; i < base.ids.size; i++) {
      const key = keyOf(deriveValue(base.traits(i), field));
      if (key !== null) slots[used++] = this.#bits(key) * this.#step + i;
    }
    const index: Index = { base: slots.slice(0, used).sort(), changed: new Map(), keyOfChanged: new Map() };
    for (const [id, values] of overlay) if (field in values) this.#note(index, id, field);
    this.#indexes.set(field, index);
    return index;
  }

  #note(index: Index, id: number, field: string): void {
    const before = index.keyOfChanged.get(id);
    if (before !== undefined) index.changed.get(before)?.delete(id);
    index.keyOfChanged.delete(id);
    const now = keyOf(this.#book.overlay.get(id)?.[field] ?? null);
    if (now === null) return;
    index.keyOfChanged.set(id, now);
    const ids = index.changed.get(now) ?? new Set<number>();
    index.changed.set(now, ids.add(id));
  }
}
