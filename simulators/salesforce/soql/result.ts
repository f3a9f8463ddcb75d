export interface QueryOptions {
  /** True for `/queryAll`: deleted and archived rows too. */
  readonly queryAll: boolean;
  /** The server's time, which TODAY and the like count from. */
  readonly now: Date;
  /** IANA zone of the user, in which days begin; default UTC. */
  readonly timeZone?: string;
  /** Start of the records' URLs, such as `/services/data/v66.0`. */
  readonly basePath: string;
  /** What `attributes.type` of a polymorphic parent says: `Name` (default) or the parent's own object. */
  readonly polymorphicType?: 'Name' | 'object';
  /**
   * Where DESC puts rows without a value when the statement doesn't say: `first` (default), as the SOQL reference has
   * it, or `last`, as others report. ASC puts them first.
   */
  readonly descendingNulls?: 'first' | 'last';
}

export type ResultValue = string | number | boolean | null | ResultRecord | ChildResult;

export interface RecordAttributes {
  type: string;
  /** Absent from aggregate results. */
  url?: string;
}

/** A record as JSON of the REST API. */
export interface ResultRecord {
  attributes: RecordAttributes;
  [field: string]: ResultValue | RecordAttributes;
}

/** Answer of a child subquery inside its parent's record. */
export interface ChildResult {
  totalSize: number;
  done: true;
  records: ResultRecord[];
}

/** A snapshot: later changes of the rows don't show in it. */
export interface QueryResult {
  /** Number of records, or the number counted by `COUNT()`, which has no records. */
  readonly totalSize: number;
  /** Number of records that `slice` has. */
  readonly size: number;
  /** Records as JSON, from an index up to, not including, another. */
  slice(from: number, to: number): ResultRecord[];
}
