import { salesforceAccessErrors } from './salesforce-access.ts';
import { salesforceLimitErrors } from './salesforce-limits.ts';
import { salesforceRecordErrors } from './salesforce-records.ts';
import { salesforceRequestErrors } from './salesforce-requests.ts';
import { salesforceTransportErrors } from './salesforce-transport.ts';

/** Every Salesforce error; keys are `salesforce.<CODE>` where the vendor has a code. */
export const salesforceErrors = {
  ...salesforceTransportErrors,
  ...salesforceAccessErrors,
  ...salesforceLimitErrors,
  ...salesforceRequestErrors,
  ...salesforceRecordErrors,
};
