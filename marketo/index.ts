export { isUnknownJob } from './bulk/index.ts';
export { createMarketoClient, type MarketoClientOptions } from './client.ts';
export type { EndpointName } from './endpoints.ts';
export type { CallLog } from './log.ts';
export type {
  BulkFilter,
  BulkJob,
  BulkLeads,
  BulkRowsOptions,
  CallContext,
  FeedPage,
  FeedRecord,
  LeadRecord,
  MarketoClient,
  UsageToday,
} from './types.ts';
