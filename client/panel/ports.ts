import type { MarketoId } from '../../model/ids.ts';
import type { ReadActivity } from '../../model/panel/from-marketo.ts';
import type { CallPriority } from '../../model/ports.ts';

interface Context {
  priority: CallPriority;
  signal?: AbortSignal;
}

/** What a panel asks of Marketo; `MarketoClient` fits. */
export interface PanelMarketo {
  pagingToken(since: Date, context: Context): Promise<string>;
  activityTypes(context: Context): Promise<{ id: number; name: string }[]>;
  /** Page after page, at most ten types and 30 people. */
  personActivities(
    query: { token: string; typeIds: readonly number[]; leadIds: readonly MarketoId[] },
    context: Context,
  ): AsyncIterable<{
    activities: readonly (ReadActivity & { leadId: MarketoId })[];
    nextPageToken: string;
  }>;
}

/** What a panel asks of Salesforce; `SalesforceClient` fits. */
export interface PanelSalesforce {
  query(soql: string, context: { signal?: AbortSignal }): AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
}
