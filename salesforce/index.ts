export { createSalesforceClient, type SalesforceClientOptions } from './client.ts';
export { createCrmPort } from './crm.ts';
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
