import type { SoqlRow, SoqlValue } from '../soql/index.ts';

export type { SoqlValue as Value } from '../soql/index.ts';

/** Stored values of a record by canonical field name; empty ones are absent. */
export type Values = Readonly<Record<string, SoqlValue>>;

/** One record that was written after the start. It never changes: a write puts another in its place. */
export class StoredRow implements SoqlRow {
  readonly values: Values;
  /** Number of the commit that created the record. */
  readonly createdBy: number;

  constructor(values: Values, createdBy: number) {
    this.values = values;
    this.createdBy = createdBy;
  }

  get(field: string): SoqlValue {
    return this.values[field] ?? null;
  }
}

/** In the recycle bin or archived: only queryAll shows it. */
export const isPutAway = (row: SoqlRow): boolean => row.get('IsDeleted') === true || row.get('IsArchived') === true;
