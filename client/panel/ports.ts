import type { MarketoId } from '../../model/ids.ts';
import type { ReadActivity } from '../../model/panel/from-marketo.ts';
import type { CallPriority } from '../../model/ports.ts';

/** How urgent a call is, and what ends it. */
export interface CallOptions {
  priority: CallPriority;
  signal?: AbortSignal;
}

/** What a panel asks of Marketo; `MarketoClient` fits. */
export interface PanelMarketo {
  /** A token for what happened since then. */
  pagingToken(since: Date, context: CallOptions): Promise<string>;
  /** Every type of the instance. */
  activityTypes(context: CallOptions): Promise<{ id: number; name: string }[]>;
  /** Page after page, at most ten types and 30 people. */
  personActivities(
    query: { token: string; typeIds: readonly number[]; leadIds: readonly MarketoId[] },
    context: CallOptions,
  ): AsyncIterable<{
    activities: readonly (ReadActivity & { leadId: MarketoId })[];
    nextPageToken: string;
  }>;
}

/** What a panel asks of Salesforce; `SalesforceClient` fits. */
export interface PanelSalesforce {
  /** Page after page of a SOQL query. */
  query(soql: string, context: { signal?: AbortSignal }): AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
}
