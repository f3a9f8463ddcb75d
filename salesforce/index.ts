export { createSalesforceClient, type SalesforceClientOptions, type SessionSource } from './client.ts';
export { createCrmPort } from './crm.ts';
export { type Authorization, type OAuth, openOAuth, type UserTokens } from './oauth.ts';
export { soqlDateTime, soqlText } from './soql.ts';
export type {
  DeletedRecords,
  QueryOptions,
  RemoveOutcome,
  SalesforceClient,
  SalesforceContext,
  SalesforceField,
  SalesforceObject,
  SalesforceRecord,
  SaveOutcome,
  Unsuccessful,
  WriteOptions,
} from './types.ts';
