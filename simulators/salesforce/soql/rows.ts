/**
 * A stored value. Ids have 18 characters; a date is `YYYY-MM-DD`; a date-time is ms since epoch; several picklist
 * values are joined by `;`; an empty string is stored as null.
 */
export type SoqlValue = string | number | boolean | null;

/** One record. */
export interface SoqlRow {
  /** Value of a field by its canonical name; null when it is empty or the object has no such field. */
  get(field: string): SoqlValue;
}

export interface RowScope {
  /** False: rows in the recycle bin and archived ones are left out. */
  readonly deleted: boolean;
}

/** Rows found through an index. It costs little until its rows are read: of several hits only the smallest is. */
export interface IndexHit {
  /** About how many rows there are. */
  readonly estimate: number;
  rows(): Iterable<SoqlRow>;
}

/** Bounds, both inclusive; a date-time's are ms since epoch. */
export interface IndexRange {
  readonly from?: string | number;
  readonly to?: string | number;
}

/** The records one user may see. Index answers may hold too many rows (each is checked again) but never too few. */
export interface SoqlRows {
  /** Every row of an object, in ascending order of Id. */
  all(object: string, scope: RowScope): Iterable<SoqlRow>;
  byId(object: string, id: string, scope: RowScope): SoqlRow | undefined;
  /**
   * Rows whose field has one of the values, each once, in any order; undefined without an index on the field. Values
   * are ids of 18 characters, text in lower case (as written where the field is case-sensitive), numbers, booleans.
   */
  byValue?(object: string, field: string, values: readonly SoqlValue[], scope: RowScope): IndexHit | undefined;
  /** Rows in a range ordered by the field (nulls left out), ties by ascending Id; undefined without such an index. */
  byRange?(
    object: string,
    field: string,
    range: IndexRange,
    descending: boolean,
    scope: RowScope,
  ): IndexHit | undefined;
}
