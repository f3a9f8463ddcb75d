/** Who did what; `details` hold nothing personal. */
export interface AuditRow {
  at: Date;
  action: string;
  by: string;
  details: Record<string, unknown>;
}

export interface AuditStore {
  /** No personal data in `details`. */
  add(entry: { action: string; by: string; details?: Record<string, string | number | boolean | null> }): Promise<void>;
  /** Latest first; of all actions, or those named, or those of them whose details have these members. */
  list(limit: number, only?: { actions: readonly string[]; details?: Record<string, string> }): Promise<AuditRow[]>;
  /** The same page by page, beyond a place. `next` null: that was the last page. */
  page(filter: AuditFilter, after: AuditPlace | null, limit: number): Promise<AuditPage>;
  /** Drops rows from before then. @returns how many, at most `limit` */
  expire(before: Date, limit: number): Promise<number>;
}

/** By what the audit log is narrowed; `from` inclusive, `to` not. */
export interface AuditFilter {
  actions?: readonly string[] | undefined;
  by?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** A row of the audit, as a place in its list. */
export interface AuditPlace {
  at: Date;
  /** 24 hexadecimal digits. */
  id: string;
}

/** Rows of the audit, the latest first. */
export interface AuditPage {
  rows: AuditRow[];
  /** Null: that was the last page. */
  next: AuditPlace | null;
}
