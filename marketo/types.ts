import type { DescribedField } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import type { CallPriority } from '../model/ports.ts';

/** Every call says how urgent it is and can be aborted. */
export interface CallContext {
  priority: CallPriority;
  signal?: AbortSignal;
}

/** A record of leads.json: `id` checked, all else as Marketo sent it. */
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

/** Marketo's REST API as the sync uses it. Errors are AppErrors with a `marketo.*` key; nothing is retried here but 601/602 once. */
export interface MarketoClient {
  readonly baseUrl: string;
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
