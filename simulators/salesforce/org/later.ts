import type { Values } from '../records/row.ts';
import type { Store } from '../records/store.ts';
import type { Table } from '../records/table.ts';

interface Waiting {
  readonly table: Table;
  readonly number: number;
  readonly values: Values;
  readonly stamp: number;
  readonly visibleAt: number;
}

/** Commit lag: records stamped inside a long transaction, which become visible when it commits. */
export class Later {
  #waiting: Waiting[] = [];

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Lets the records of transactions that have committed by now into the tables. */
  release(now: number, store: Store): void {
    if (this.#waiting.length === 0) return;
    const due = this.#waiting.filter(({ visibleAt }) => visibleAt <= now);
    this.#waiting = this.#waiting.filter(({ visibleAt }) => visibleAt > now);
    for (const { table, number, values } of due) store.put(table, number, values);
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Start of the oldest transaction that still runs; undefined when none does. */
  get oldest(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ stamp }) => stamp));
  }
}
