import type { AppError } from '../model/errors/app-error.ts';

/** Every call can be aborted. */
export interface SalesforceContext {
  signal?: AbortSignal;
}

/** A field as the connected user sees it; one hidden from it is not there (salesforce-rest 5.1). */
export interface SalesforceField {
  /** As Salesforce spells it. */
  name: string;
  type: string;
  /** Most UTF-16 units of a text; 0 for other types. */
  length: number;
  isCreateable: boolean;
  isUpdateable: boolean;
  isExternalId: boolean;
  isUnique: boolean;
  /** Active values of a picklist; empty for other types. */
  picklistValues: string[];
}

export interface SalesforceObject {
  name: string;
  isQueryable: boolean;
  isCreateable: boolean;
  isUpdateable: boolean;
  /** By name in lower case: names are compared without regard to case. */
  fields: ReadonlyMap<string, SalesforceField>;
}

/** A record as Salesforce sent it, without `attributes`; ids have 18 characters. */
export type SalesforceRecord = Readonly<Record<string, unknown>>;

export interface WriteOptions {
  /** Called right before the request leaves; what it throws stops the call, and nothing was written. */
  onSend?: () => Promise<void> | void;
}

export interface QueryOptions {
  /** Deleted records that are still in the recycle bin, and archived ones too: select `IsDeleted`, `IsArchived`. */
  includeDeleted?: boolean;
}

/** unknown: the write may have happened. */
export type Unsuccessful =
  | { kind: 'refused'; error: AppError; fields: string[] }
  | { kind: 'unknown'; error: AppError };
export type SaveOutcome = { kind: 'saved'; id: string; isCreated: boolean } | Unsuccessful;
/** wasGone: it had been deleted before. */
export type RemoveOutcome = { kind: 'removed'; wasGone: boolean } | Unsuccessful;

/** Moments in whole seconds, by Salesforce's clock. */
export interface DeletedRecords {
  deleted: { id: string; at: Date }[];
  /** Later than the window's start: deletions before it are lost from the log. */
  earliestAvailable: Date;
  /** Nothing more will come up to here; where the next window should begin. */
  coveredTo: Date;
}

/** Salesforce's REST API, one org. Errors are `AppError`s with keys `salesforce.*`. */
export interface SalesforceClient {
  /** Versions of the API that the org has, such as `66.0`, oldest first; asking signs in and proves no right. */
  versions(context: SalesforceContext): Promise<string[]>;
  /** Kept for ten minutes; `isFresh` asks again. @throws AppError `salesforce.INVALID_TYPE` and those of every call */
  describe(object: string, context: SalesforceContext, options?: { isFresh?: boolean }): Promise<SalesforceObject>;
  /** All records of a SOQL query, page by page; the caller has escaped its values (`soqlText`, `soqlDateTime`). */
  query(soql: string, context: SalesforceContext, options?: QueryOptions): AsyncGenerator<readonly SalesforceRecord[]>;
  /**
   * Records of an object that were deleted within a window of Salesforce's time; purged ones too, while its log has
   * them. Cut to whole minutes, `to` down; one of less than two minutes begins earlier than asked.
   * @throws AppError `salesforce.INVALID_REPLICATION_DATE` (over 15 days back), `salesforce.EXCEEDED_ID_LIMIT` and those
   * of every call
   */
  deleted(object: string, window: { from: Date; to: Date }, context: SalesforceContext): Promise<DeletedRecords>;
  /**
   * Up to 200 records by a unique external id field, each by itself (`allOrNone` false); one outcome each, in order.
   * Not repeated after an answer that was lost: those outcomes are `unknown`.
   * @throws AppError where surely nothing was written
   */
  upsert(
    object: string,
    keyField: string,
    records: readonly SalesforceRecord[],
    context: SalesforceContext,
    options?: WriteOptions,
  ): Promise<SaveOutcome[]>;
  /** As `upsert`, of up to 200 new records. Never repeat one whose outcome is unknown. */
  create(
    object: string,
    records: readonly SalesforceRecord[],
    context: SalesforceContext,
    options?: WriteOptions,
  ): Promise<SaveOutcome[]>;
  /** As `upsert`, of up to 200 records by member `Id`. */
  update(
    object: string,
    records: readonly SalesforceRecord[],
    context: SalesforceContext,
    options?: WriteOptions,
  ): Promise<SaveOutcome[]>;
  /** As `upsert`, deletes up to 200 records of any object by id; one that was deleted before counts as removed. */
  remove(ids: readonly string[], context: SalesforceContext, options?: WriteOptions): Promise<RemoveOutcome[]>;
  /** Reads records by the value of a unique external id field; those that do not exist are left out. Any number. */
  byKeys(
    object: string,
    keyField: string,
    keys: readonly string[],
    fields: readonly string[],
    context: SalesforceContext,
  ): Promise<Map<string, SalesforceRecord>>;
  /** Calls of the last 24 hours and the org's limit, of the newest answer's `Sforce-Limit-Info`; null before one. */
  usage(): { used: number; limit: number; at: Date } | null;
  /** Salesforce's clock now, to about a second: its newest answer's `Date` and the time since; null before one. */
  serverTime(): Date | null;
  close(): Promise<void>;
}
