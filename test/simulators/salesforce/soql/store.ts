import type { IndexHit, RowScope, SoqlRow, SoqlRows, SoqlValue } from '../../../../simulators/salesforce/soql/index.ts';
import { schema } from './schema.ts';

export type Values = Readonly<Record<string, SoqlValue>>;

/** How often each way to the rows was taken, and how many rows it gave. */
export interface Reads {
  scanned: number;
  indexed: number;
}

const rowOf = (values: Values): SoqlRow => ({ get: (field) => values[field] ?? null });

const compare = (a: SoqlValue, b: SoqlValue): number => (a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1);

/** Rows in memory; `indexed` fields have an index, or none has when it is undefined. */
export class Store implements SoqlRows {
  readonly reads: Reads = { scanned: 0, indexed: 0 };
  readonly #objects: Readonly<Record<string, readonly Values[]>>;
  readonly #indexed: ReadonlySet<string> | undefined;

  constructor(objects: Readonly<Record<string, readonly Values[]>>, indexed?: readonly string[]) {
    this.#objects = Object.fromEntries(
      Object.entries(objects).map(([name, rows]) => [
        name,
        rows.toSorted((a, b) => compare(a.Id ?? null, b.Id ?? null)),
      ]),
    );
    this.#indexed = indexed === undefined ? undefined : new Set(indexed);
  }

  #visible(object: string, { deleted }: RowScope): readonly Values[] {
    return (this.#objects[object] ?? []).filter((row) => deleted || row.IsDeleted !== true);
  }

  *all(object: string, scope: RowScope): Generator<SoqlRow> {
    for (const values of this.#visible(object, scope)) {
      this.reads.scanned += 1;
      yield rowOf(values);
    }
  }

  byId(object: string, id: string, scope: RowScope): SoqlRow | undefined {
    const found = this.#visible(object, scope).find((values) => values.Id === id);
    return found === undefined ? undefined : rowOf(found);
  }

  #hit(rows: readonly Values[]): IndexHit {
    const { reads } = this;
    return {
      estimate: rows.length,
      *rows() {
        for (const values of rows) {
          reads.indexed += 1;
          yield rowOf(values);
        }
      },
    };
  }

  byValue(object: string, field: string, wanted: readonly SoqlValue[], scope: RowScope): IndexHit | undefined {
    if (this.#indexed?.has(field) !== true) return undefined;
    const exact = schema.object(object)?.field(field)?.caseSensitive === true;
    const norm = (value: SoqlValue): SoqlValue => (exact || typeof value !== 'string' ? value : value.toLowerCase());
    const isId = schema.object(object)?.field(field)?.type === 'reference';
    const set = new Set(wanted);
    const rows = this.#visible(object, scope).filter((row) =>
      set.has(isId ? (row[field] ?? null) : norm(row[field] ?? null)),
    );
    // Any order is allowed.
    return this.#hit(rows.toReversed());
  }

  byRange(
    object: string,
    field: string,
    { from, to }: { from?: string | number; to?: string | number },
    descending: boolean,
    scope: RowScope,
  ): IndexHit | undefined {
    if (this.#indexed?.has(field) !== true) return undefined;
    const inside = (value: SoqlValue | undefined): boolean =>
      value !== null &&
      value !== undefined &&
      (from === undefined || value >= from) &&
      (to === undefined || value <= to);
    const rows = this.#visible(object, scope).filter((row) => inside(row[field]));
    const sign = descending ? -1 : 1;
    return this.#hit(
      rows.toSorted(
        (a, b) => sign * compare(a[field] ?? null, b[field] ?? null) || compare(a.Id ?? null, b.Id ?? null),
      ),
    );
  }
}
