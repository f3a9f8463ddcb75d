import { isPutAway } from '../records/row.ts';
import type { Store } from '../records/store.ts';
import type { Access } from '../schema/access.ts';
import type { IndexHit, IndexRange, RowScope, SoqlRow, SoqlRows, SoqlValue } from '../soql/index.ts';

/** The records one user may see, as queries read them. */
export class UserRows implements SoqlRows {
  readonly #store: Store;
  readonly #access: Access;
  readonly #user: string;
  readonly #limited: boolean;

  constructor(store: Store, access: Access, user: string) {
    this.#store = store;
    this.#access = access;
    this.#user = user;
    this.#limited = access.limitsRecords(user);
  }

  *all(object: string, scope: RowScope): Generator<SoqlRow> {
    if (!this.#store.has(object)) return;
    for (const row of this.#store.table(object).all()) if (this.#sees(row, scope)) yield row;
  }

  byId(object: string, id: string, scope: RowScope): SoqlRow | undefined {
    const row = this.#store.byId(object, id);
    return row !== undefined && this.#sees(row, scope) ? row : undefined;
  }

  byValue(object: string, field: string, values: readonly SoqlValue[], scope: RowScope): IndexHit | undefined {
    const numbers = this.#store.has(object) ? this.#store.table(object).find(field, values) : undefined;
    if (numbers === undefined) return undefined;
    return { estimate: numbers.length, rows: () => this.#rows(object, numbers, scope) };
  }

  byRange(
    object: string,
    field: string,
    { from, to }: IndexRange,
    descending: boolean,
    scope: RowScope,
  ): IndexHit | undefined {
    if (!this.#store.has(object)) return undefined;
    if (field === 'Id') {
      const { estimate, numbers } = this.#store.table(object).idRange(textOr(from), textOr(to));
      return { estimate, rows: () => this.#rows(object, numbers(descending), scope) };
    }
    const found = this.#store
      .table(object)
      .range(field, numberOr(from, Number.NEGATIVE_INFINITY), numberOr(to, Number.POSITIVE_INFINITY));
    if (found === undefined) return undefined;
    const { estimate, entries } = found;
    const numbers = descending ? () => reversed([...entries()]) : () => numbersOf(entries());
    return { estimate, rows: () => this.#rows(object, numbers(), scope) };
  }

  *#rows(object: string, numbers: Iterable<number>, scope: RowScope): Generator<SoqlRow> {
    const table = this.#store.table(object);
    for (const number of numbers) {
      const row = table.get(number);
      if (row !== undefined && this.#sees(row, scope)) yield row;
    }
  }

  #sees(row: SoqlRow, { deleted }: RowScope): boolean {
    if (!deleted && isPutAway(row)) return false;
    return !this.#limited || this.#access.level(this.#user, 'records', String(row.get('Id'))) !== 'hidden';
  }
}

interface Entry {
  readonly at: number;
  readonly number: number;
}

const numberOr = (bound: string | number | undefined, otherwise: number): number =>
  typeof bound === 'number' ? bound : otherwise;

const textOr = (bound: string | number | undefined): string | undefined =>
  typeof bound === 'string' ? bound : undefined;

function* numbersOf(entries: Iterable<Entry>): Generator<number> {
  for (const { number } of entries) yield number;
}

/** Newest first, those of one moment still in ascending order. */
function* reversed(entries: readonly Entry[]): Generator<number> {
  for (let end = entries.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && entries[start - 1]?.at === entries[end - 1]?.at) start--;
    yield* numbersOf(entries.slice(start, end));
    end = start;
  }
}
