/** A record's place in an order. */
export interface Entry {
  readonly at: number;
  readonly number: number;
}

const compare = (a: Entry, b: Entry): number => a.at - b.at || a.number - b.number;
const SLACK = 1024;

/**
 * Records in order of a date-time. Entries come mostly in order, so they are appended and sorted only when one did
 * not; one that a later write has made wrong stays until it is swept out, and readers skip it.
 */
export class OrderIndex {
  #entries: Entry[] = [];
  #sorted = true;
  readonly #current: (number: number) => number | undefined;
  #live = 0;

  /** `current` tells the place that a record has now. */
  constructor(current: (number: number) => number | undefined) {
    this.#current = current;
  }

  add(at: number, number: number): void {
    const entry = { at, number };
    const last = this.#entries.at(-1);
    if (last !== undefined && compare(last, entry) > 0) this.#sorted = false;
    this.#entries.push(entry);
    if (this.#entries.length > this.#live * 2 + SLACK) this.#sweep();
  }

  /** Entries from one moment to another, both inclusive, ascending. */
  range(from: number, to: number): readonly Entry[] {
    if (!this.#sorted) this.#sweep();
    return this.#valid(this.#entries.slice(this.#first(from), this.#first(to + 1)));
  }

  /** Entries that are still right, each once: a record put back to an earlier state may stand there twice. */
  #valid(sorted: readonly Entry[]): Entry[] {
    return sorted.filter((entry, i) => {
      const last = sorted[i - 1];
      return this.#holds(entry) && (last === undefined || compare(last, entry) !== 0);
    });
  }

  #holds({ at, number }: Entry): boolean {
    return this.#current(number) === at;
  }

  #first(at: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.at ?? 0) >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sweep(): void {
    this.#entries = this.#valid(this.#entries.sort(compare));
    this.#sorted = true;
    this.#live = this.#entries.length;
  }
}
