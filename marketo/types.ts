import type { DescribedField } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import type { CallPriority } from '../model/ports.ts';

/** Every call says how urgent it is and can be aborted. */
export interface CallContext {
  priority: CallPriority;
  signal?: AbortSignal;
}

/** A record of leads.json or a row of an export: `id` checked, all else as Marketo sent it. */
export type LeadRecord = Readonly<Record<string, unknown>> & { id: MarketoId };

/** One row of a change stream; the member names are ours. */
export interface FeedRecord {
  /** `marketoGUID`; null where an instance leaves it out. */
  guid: string | null;
  leadId: MarketoId;
  typeId: number;
  at: Date;
  /** Losers of a merge (types 31 and 32), from `Merge IDs` as array, number or comma text. */
  mergedIds: MarketoId[];
}

export interface FeedPage {
  records: FeedRecord[];
  nextPageToken: string;
  /** Only this tells whether there is more; a short or empty page proves nothing. */
  moreResult: boolean;
  /** Marketo's own time when the page was asked for. */
  askedAt: Date;
}

export interface UsageToday {
  day: string;
  total: number;
}

/** Who is in an export. */
export type BulkFilter =
  /** Both ends inclusive, whole seconds; at most 31 days (marketo-rest 6.2). */
  | { kind: 'createdAt'; startAt: Date; endAt: Date }
  /** Not part of every subscription: `marketo.1035` where it is not. */
  | { kind: 'smartList'; name: string };

/** A bulk lead export (marketo-rest 6.1); what its state does not have yet is null. */
export interface BulkJob {
  exportId: string;
  status: 'created' | 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled';
  createdAt: Date | null;
  queuedAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Rows of the file. */
  records: number | null;
  /** Size of the file. */
  bytes: number | null;
  /** 64 hex digits of the file's SHA-256. */
  checksum: string | null;
}

export interface BulkRowsOptions {
  /** REST names that were asked for; `id` comes in any case. */
  fields: readonly string[];
  /** Rows of one batch. */
  batchSize: number;
  /** Pause before a completed job's file that is not there yet is asked for again; the client's own when left out. */
  filePauseMs?: number;
  /** While the file comes; `bytes` falls back to 0 when the file has to be read from its beginning. */
  onProgress?: (progress: { bytes: number; total: number }) => void;
}

/** Bulk lead extract. Every call may fail with `marketo.bulk.unknownJob` where Marketo does not know the job. */
export interface BulkLeads {
  /**
   * Makes a job that runs once it is queued. Not idempotent and not repeated here: after an error of class `retry` the
   * job may exist, and `list` would show it; one that is never queued costs nothing.
   * @throws AppError `marketo.1029.quota`, `marketo.1035`, `marketo.1003.fields`
   */
  create(request: { fields: readonly string[]; filter: BulkFilter }, context: CallContext): Promise<BulkJob>;
  /**
   * A job that was queued already counts as done: both answers resolve.
   * @throws AppError `marketo.1029.queue` while 10 jobs of all integrations wait, `marketo.1029.quota`
   */
  enqueue(exportId: string, context: CallContext): Promise<void>;
  /** Marketo renews it every 60 s. */
  status(exportId: string, context: CallContext): Promise<BulkJob>;
  cancel(exportId: string, context: CallContext): Promise<void>;
  /** Our API user's jobs of the last 7 days, all pages. */
  list(context: CallContext): Promise<BulkJob[]>;
  /**
   * The rows of a completed job, in batches, after the whole file has been fetched and its checksum verified. Values are
   * text, or null where the file has a bare `null`; `id` is a number. Parsed as far as batches are asked for; stopping
   * early, or an abort, leaves nothing behind.
   * @throws AppError `marketo.bulk.*` (`.incomplete` also after the last full batch, when rows are not as many as the job
   * says), `marketo.badAnswer` where a field that was asked for has no column
   */
  rows(job: BulkJob, options: BulkRowsOptions, context: CallContext): AsyncIterable<LeadRecord[]>;
}

/**
 * Marketo's REST API as the sync uses it. Errors are AppErrors with a `marketo.*` key; nothing is retried here but 601/602
 * once, and the parts of an export's file.
 */
export interface MarketoClient {
  readonly baseUrl: string;
  readonly bulkLeads: BulkLeads;
  describeLeads(context: CallContext): Promise<DescribedField[]>;
  /** Fields that leads.json can filter by. */
  searchableFields(context: CallContext): Promise<string[]>;
  activityTypes(context: CallContext): Promise<{ id: number; name: string }[]>;
  usageToday(context: CallContext): Promise<UsageToday | null>;
  pagingToken(since: Date, context: CallContext): Promise<string>;
  /** At most 300 ids; all pages of the answer. Ids that do not exist are absent. `answeredAt`: Marketo's time. */
  leadsByIds(
    ids: readonly MarketoId[],
    fields: readonly string[],
    context: CallContext,
  ): Promise<{ leads: LeadRecord[]; answeredAt: Date }>;
  /**
   * People whose field (one of `searchableFields`) has one of at most 300 values; all pages. `answeredAt`: Marketo's time.
   * @throws AppError `marketo.1003.tooMany` above 1,000 matches; `marketo.badCall` for an empty value or one with a comma
   */
  leadsByFilter(
    field: string,
    values: readonly string[],
    fields: readonly string[],
    context: CallContext,
  ): Promise<{ leads: LeadRecord[]; answeredAt: Date }>;
  leadChanges(page: { token: string; fields: readonly string[] }, context: CallContext): Promise<FeedPage>;
  activities(page: { token: string; typeIds: readonly number[] }, context: CallContext): Promise<FeedPage>;
  deletedLeads(page: { token: string }, context: CallContext): Promise<FeedPage>;
  /** Asks identity alone: tells wrong credentials and wrong addresses apart without using quota. */
  checkCredentials(signal?: AbortSignal): Promise<{ apiUser: string; expiresInSeconds: number; clockSkewMs: number }>;
  close(): Promise<void>;
}
