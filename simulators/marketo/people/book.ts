import { type BasePeople, deriveValue, makeBase, type Origin } from '../../lib/population/base.ts';
import type { Traits } from '../../lib/population/derive.ts';
import { COMPUTED } from './computed.ts';
import { FIELD_NAMES, type Value, type Values } from './fields.ts';

/** Reads a person's fields from its own traits (none for one made later) and the values put over them. */
export function readerOf(traits: Traits | undefined, over: Values | undefined): (field: string) => Value {
  const read = (field: string): Value => {
    const computed = COMPUTED[field];
    if (computed !== undefined) return computed(read);
    const changed = over?.[field];
    if (changed !== undefined) return changed;
    return traits === undefined ? null : deriveValue(traits, field);
  };
  return read;
}

/** Where a vanished id went: deleted (null) or merged into a winner. */
export type Gone = ReadonlyMap<number, number | null>;

type OverlayListener = (id: number, changed: readonly string[]) => void;

/**
 * All people: the derived base plus an overlay with every value that differs from it.
 * It holds state only; which activity records a change leaves is the mutations' affair.
 */
export class PersonBook {
  readonly base: BasePeople;
  readonly #overlay = new Map<number, Values>();
  readonly #gone = new Map<number, number | null>();
  /** Moment of the last change of anybody ever changed, ms since epoch. */
  readonly #changedAt = new Map<number, number>();
  /** Ids made after the start, ascending. */
  readonly #created: number[] = [];
  readonly #listeners: OverlayListener[] = [];

  constructor(origin: Origin) {
    this.base = makeBase(origin);
  }

  /** Living people. */
  get count(): number {
    return this.base.ids.size + this.#created.length - this.#gone.size;
  }

  /** The id the next created person gets; ids are never reused. */
  get nextId(): number {
    return (this.#created.at(-1) ?? this.base.ids.last) + 1;
  }

  get gone(): Gone {
    return this.#gone;
  }

  get overlay(): ReadonlyMap<number, Values> {
    return this.#overlay;
  }

  /** Ids made after the start, ascending, living or not. */
  get created(): readonly number[] {
    return this.#created;
  }

  /** Calls back after each change of overlay values, with the names changed. */
  onOverlay(listener: OverlayListener): void {
    this.#listeners.push(listener);
  }

  has(id: number): boolean {
    if (this.#gone.has(id)) return false;
    return this.base.ids.indexOf(id) >= 0 || this.#overlay.has(id);
  }

  /** Follows merges to the person that holds this id's data now; null when it was deleted. */
  finalId(id: number): number | null {
    let at: number | null = id;
    while (at !== null && this.#gone.has(at)) at = this.#gone.get(at) ?? null;
    return at;
  }

  /** Reader of one living person's fields; undefined when there is no such person. */
  reader(id: number): ((field: string) => Value) | undefined {
    if (this.#gone.has(id)) return undefined;
    const over = this.#overlay.get(id);
    const index = this.base.ids.indexOf(id);
    if (index < 0 && over === undefined) return undefined;
    return readerOf(index < 0 ? undefined : this.base.traits(index), over);
  }

  /** The named fields of one living person, empty ones as null. */
  read(id: number, fields: readonly string[] = FIELD_NAMES): Values | undefined {
    const read = this.reader(id);
    if (read === undefined) return undefined;
    const values: Values = {};
    for (const field of fields) values[field] = read(field);
    return values;
  }

  /**
   * Moment of a living person's last change of any field, silent ones too (statement 79): ms since epoch. For one that
   * was never changed here it is the visible `updatedAt`.
   */
  lastChanged(id: number): number {
    return this.#changedAt.get(id) ?? Date.parse(String(this.reader(id)?.('updatedAt')));
  }

  /** Puts values over a person at a moment, or makes a new one when the id is not in use yet. */
  put(id: number, values: Values, at?: number): void {
    if (at !== undefined) this.#changedAt.set(id, at);
    const over = this.#overlay.get(id);
    if (over === undefined) {
      this.#overlay.set(id, { ...values });
      if (this.base.ids.indexOf(id) < 0) this.#created.push(id);
    } else Object.assign(over, values);
    for (const listener of this.#listeners) listener(id, Object.keys(values));
  }

  /** Takes a person away: deleted (winner null) or merged. */
  remove(id: number, winner: number | null): void {
    this.#gone.set(id, winner);
    this.#overlay.delete(id);
    this.#changedAt.delete(id);
  }

  /** Ids of all living people, ascending. */
  *living(): Generator<number> {
    const { ids } = this.base;
    for (let i = 0; i < ids.size; i++) {
      const id = ids.at(i);
      if (!this.#gone.has(id)) yield id;
    }
    for (const id of this.#created) if (!this.#gone.has(id)) yield id;
  }
}
