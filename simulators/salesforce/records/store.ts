import type { SoqlRow } from '../soql/index.ts';
import type { Put } from './persist.ts';
import { StoredRow, type Values } from './row.ts';
import type { Table } from './table.ts';

/** What a write did, for the counts. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted';

interface Done {
  readonly table: Table;
  readonly number: number;
  readonly before: StoredRow | undefined;
  /** There was a record, if only a base one. */
  readonly existed: boolean;
  readonly outcome: Outcome | undefined;
}

export interface StoreListener {
  /** After each commit that changed something. */
  committed(puts: readonly Put[], outcomes: readonly { object: string; outcome: Outcome }[]): void;
}

/** The tables of one org and their transactions. Everything runs in one turn, so a transaction sees no other. */
export class Store {
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #listener: StoreListener;
  readonly #log: Done[] = [];
  #depth = 0;
  /** Commits so far. */
  commits = 0;

  constructor(tables: Iterable<Table>, listener: StoreListener) {
    this.#tables = new Map([...tables].map((table) => [table.name, table]));
    this.#listener = listener;
  }

  get tables(): Iterable<Table> {
    return this.#tables.values();
  }

  table(name: string): Table {
    const found = this.#tables.get(name);
    if (found === undefined) throw new Error(`no table ${name}`);
    return found;
  }

  has(name: string): boolean {
    return this.#tables.has(name);
  }

  /** A record by its 18-character id, deleted or not. */
  byId(object: string, id: string): SoqlRow | undefined {
    return this.#tables.get(object)?.byId(id)?.row;
  }

  /** Does several writes as one: when the work throws, none of them happened. Transactions may be nested. */
  transaction<T>(work: () => T): T {
    const mark = this.#log.length;
    this.#depth++;
    try {
      const result = work();
      if (this.#depth === 1) this.#commit();
      return result;
    } catch (error) {
      this.#rollBack(mark);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Undoes what was written since `mark`, inside the running transaction. */
  #rollBack(mark: number): void {
    for (const { table, number, before, existed } of this.#log.splice(mark).reverse()) {
      table.restore(number, before, existed);
    }
  }

  /** Runs work whose writes are kept only if it says so. */
  attempt<T>(work: () => { keep: boolean; value: T }): T {
    const mark = this.#log.length;
    return this.transaction(() => {
      const { keep, value } = work();
      if (!keep) this.#rollBack(mark);
      return value;
    });
  }

  /** Writes a record, or with undefined purges it. */
  put(table: Table, number: number, values: Values | undefined, outcome?: Outcome): void {
    this.transaction(() => {
      const before = table.written(number);
      const existed = table.get(number) !== undefined;
      const createdBy = before?.createdBy ?? (existed ? 0 : this.commits + 1);
      this.#log.push({ table, number, before, existed, outcome });
      table.put(number, values === undefined ? undefined : new StoredRow(values, createdBy));
    });
  }

  /** Puts records back as a persist file has them. */
  replay(puts: readonly Put[]): void {
    for (const [object, number, values] of puts) {
      this.#tables.get(object)?.put(number, values === null ? undefined : new StoredRow(values, 0));
    }
  }

  #commit(): void {
    const done = this.#log.splice(0);
    if (done.length === 0) return;
    this.commits++;
    const last = new Map(done.map(({ table, number }) => [`${table.name}/${number}`, { table, number }]));
    const puts = [...last.values()].map(
      ({ table, number }): Put => [table.name, number, table.written(number)?.values ?? null],
    );
    const outcomes = done.flatMap(({ table, outcome }) =>
      outcome === undefined ? [] : [{ object: table.name, outcome }],
    );
    this.#listener.committed(puts, outcomes);
  }
}
