export { isUnknownJob } from './bulk/index.ts';
export { createMarketoClient, type MarketoClientOptions } from './client.ts';
export { fittingIntoOneCall } from './custom/add.ts';
export type { EndpointName } from './endpoints.ts';
export type { CallLog } from './log.ts';
export type {
  AddedActivity,
  AddOutcome,
  BulkFilter,
  BulkJob,
  BulkLeads,
  BulkRowsOptions,
  CallContext,
  CustomActivities,
  CustomAttribute,
  CustomTypeDescription,
  CustomTypeSummary,
  FeedPage,
  FeedRecord,
  LeadRecord,
  MarketoClient,
  NewActivity,
  NewCustomType,
  UsageToday,
} from './types.ts';
