import { marketoActivityErrors } from './marketo-activities.ts';
import { marketoBulkErrors } from './marketo-bulk.ts';
import { marketoCodes6xx7xx } from './marketo-codes-6xx-7xx.ts';
import { marketoCodes10xx } from './marketo-codes-10xx.ts';
import { marketoTransportErrors } from './marketo-transport.ts';

/** Every Marketo error; keys are `marketo.<code>` where the vendor has a code. */
export const marketoErrors = {
  ...marketoTransportErrors,
  ...marketoCodes6xx7xx,
  ...marketoCodes10xx,
  ...marketoBulkErrors,
  ...marketoActivityErrors,
};
