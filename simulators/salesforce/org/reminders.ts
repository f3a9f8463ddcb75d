import type { Values } from '../records/row.ts';
import type { Store } from '../records/store.ts';

/** Turns IsReminderSet off when a reminder's time has passed, as Salesforce does by itself. */
export class Reminders {
  readonly #due = new Map<number, number>();
  #next = Number.POSITIVE_INFINITY;

  /** Keeps up with a commit of a task. */
  noted(number: number, values: Readonly<Record<string, unknown>> | null): void {
    const at = values?.ReminderDateTime;
    if (values?.IsReminderSet !== true || values.IsDeleted === true || typeof at !== 'number') {
      this.#due.delete(number);
      return;
    }
    this.#due.set(number, at);
    this.#next = Math.min(this.#next, at);
  }

  clear(): void {
    this.#due.clear();
    this.#next = Number.POSITIVE_INFINITY;
  }

  /** Ends what is due; with `stamp` (ms since epoch) the tasks are marked as changed then. */
  fire(store: Store, now: number, stamp: number | undefined): void {
    if (now < this.#next) return;
    const fired = [...this.#due].filter(([, at]) => at <= now).map(([number]) => number);
    const table = store.table('Task');
    const stamps: Values = stamp === undefined ? {} : { SystemModstamp: stamp, LastModifiedDate: stamp };
    for (const number of fired) {
      const row = table.values(number);
      if (row !== undefined) store.put(table, number, { ...row.values, IsReminderSet: false, ...stamps });
    }
    this.#next = Math.min(Number.POSITIVE_INFINITY, ...this.#due.values());
  }
}
