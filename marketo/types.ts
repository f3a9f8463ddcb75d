import type { AppError } from '../model/errors/app-error.ts';
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

export interface CustomAttribute {
  apiName: string;
  name: string;
  /** `string`, `integer`, `link`, … (marketo-rest 7.1). */
  dataType: string;
}

/** A custom activity type as the list of them has it. */
export interface CustomTypeSummary {
  /** `activityTypeId` of its records. */
  id: number;
  apiName: string;
  name: string;
  /** Empty where there is none. */
  description: string;
  triggerName: string;
  filterName: string;
  status: 'draft' | 'approved' | 'approvedWithDraft' | 'deleted';
}

export interface CustomTypeDescription extends CustomTypeSummary {
  primary: CustomAttribute | null;
  /** The secondary ones. */
  attributes: CustomAttribute[];
}

export interface NewCustomType extends Omit<CustomTypeSummary, 'id' | 'status'> {
  primary: CustomAttribute;
}

/** A custom activity to be added. */
export interface NewActivity {
  leadId: MarketoId;
  typeId: number;
  /** Sent in whole seconds. */
  at: Date;
  /** Value of the primary attribute; Marketo takes no empty one. */
  primary: string;
  /** Values of the secondary attributes by API name; those without a value are left out. */
  attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface AddOptions {
  /**
   * Runs when the call has its place and token, right before it leaves; once more where a token was refused. When it
   * rejects nothing is sent, and `add` rejects with its error.
   */
  onSend?: () => Promise<void>;
}

/** What became of one record. `unknown`: it may have been added; look it up before it is sent again. */
export type AddOutcome =
  | { kind: 'added'; guid: string | null }
  | { kind: 'skipped'; error: AppError }
  | { kind: 'unknown'; error: AppError };

export interface ReadBackQuery {
  leadIds: readonly MarketoId[];
  /** 1 to 10. */
  typeIds: readonly number[];
  /** The earliest moment an activity may carry, inclusive. */
  from: Date;
}

/** An activity as it is read. */
export interface AddedActivity {
  guid: string | null;
  /** After a merge the winner's. */
  leadId: MarketoId;
  typeId: number;
  at: Date;
  primary: string | null;
  /** Empty ones are absent; `apiName` is null where the instance doesn't tell it. */
  attributes: { apiName: string | null; name: string; value: unknown }[];
}

export interface PersonActivitiesQuery {
  /** Of `pagingToken`, or of the page before, which leads on where that one ended. */
  token: string;
  /** 1 to 10. */
  typeIds: readonly number[];
  /** 1 to 30. */
  leadIds: readonly MarketoId[];
}

export interface PersonActivitiesPage {
  /** Of any type, custom ones too; oldest first from page to page, in no promised order within one. */
  activities: AddedActivity[];
  nextPageToken: string;
}

/** Custom activity types and their records (marketo-rest 7). Nothing is repeated here but 601 and 602, once. */
export interface CustomActivities {
  /** All of them, other vendors' too. Needs the right Read-Only Activity Metadata. */
  types(context: CallContext): Promise<CustomTypeSummary[]>;
  /** The approved version or the draft, whichever is asked for; ask only for one that there is. */
  describeType(apiName: string, version: 'approved' | 'draft', context: CallContext): Promise<CustomTypeDescription>;
  /**
   * Makes a draft with its primary attribute. Needs the right Read-Write Activity Metadata, as do the next two.
   * @throws AppError `marketo.1017` where the API name is taken, `marketo.1027` without a free place; `marketo.709` for
   * a name, trigger or filter that is taken
   */
  createType(type: NewCustomType, context: CallContext): Promise<void>;
  /** Adds to the draft; an approved type gets one. @throws AppError `marketo.1028` above 20 */
  addAttributes(apiName: string, attributes: readonly CustomAttribute[], context: CallContext): Promise<void>;
  /** Puts the draft into force. @throws AppError `marketo.709` without a draft */
  approveType(apiName: string, context: CallContext): Promise<void>;
  /** Whether our API user has the right Read-Write Activity: asked by adding nothing. */
  mayAdd(context: CallContext): Promise<boolean>;
  /** Whether it has the right Read-Write Activity Metadata: asked by approving a type that does not exist. */
  mayDefine(context: CallContext): Promise<boolean>;
  /**
   * Adds 1 to 300 activities of at most 1 MB (`fittingIntoOneCall`); each once more when sent once more. Answers with
   * one outcome per record, in order; all `unknown` when no readable answer came, or the caller's signal ended the call.
   * Needs the right Read-Write Activity.
   * @throws AppError or the signal's reason: Marketo has done nothing, and the same records may be sent again
   */
  add(records: readonly NewActivity[], context: CallContext, options?: AddOptions): Promise<AddOutcome[]>;
  /**
   * Custom activities of some people, of types and since a moment, all pages; for any number of people. What was added
   * a moment ago may still be missing (marketo-rest 7.4); a merged person's are under its winner.
   */
  readBack(query: ReadBackQuery, context: CallContext): Promise<AddedActivity[]>;
}

/**
 * Marketo's REST API as the sync uses it. Errors are AppErrors with a `marketo.*` key; nothing is retried here but 601/602
 * once, and the parts of an export's file.
 */
export interface MarketoClient {
  readonly baseUrl: string;
  readonly bulkLeads: BulkLeads;
  readonly customActivities: CustomActivities;
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
   * `values` as a function is called when the call has its place and is about to leave, again for each further page and
   * after a refused token: it gives the same values then.
   * @throws AppError `marketo.1003.tooMany` above 1,000 matches; `marketo.badCall` for an empty value or one with a comma
   */
  leadsByFilter(
    field: string,
    values: readonly string[] | (() => readonly string[]),
    fields: readonly string[],
    context: CallContext,
  ): Promise<{ leads: LeadRecord[]; answeredAt: Date }>;
  leadChanges(page: { token: string; fields: readonly string[] }, context: CallContext): Promise<FeedPage>;
  activities(page: { token: string; typeIds: readonly number[] }, context: CallContext): Promise<FeedPage>;
  deletedLeads(page: { token: string }, context: CallContext): Promise<FeedPage>;
  /** What some people did since a token, page after page to the end. */
  personActivities(query: PersonActivitiesQuery, context: CallContext): AsyncGenerator<PersonActivitiesPage>;
  /** Asks identity alone: tells wrong credentials and wrong addresses apart without using quota. */
  checkCredentials(signal?: AbortSignal): Promise<{ apiUser: string; expiresInSeconds: number; clockSkewMs: number }>;
  close(): Promise<void>;
}
