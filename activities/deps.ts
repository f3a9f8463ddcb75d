import type { MarketoClient } from '../marketo/types.ts';
import type { FieldOverrides } from '../model/field-map.ts';
import type { Clock, CrmPort } from '../model/ports.ts';
import type { ExportLimits, QuotaLimits } from '../model/quota.ts';
import type { Store } from '../store/types.ts';

/** What the activity functions of the people flows work with. */
export interface PeopleDeps {
  store: Store;
  marketo: MarketoClient;
  clock: Clock;
  /** Our part of Marketo's limits: also how many reads run at once. */
  limits: QuotaLimits;
  exportLimits: ExportLimits;
  fieldOverrides: FieldOverrides;
  /** null: Salesforce is not connected. */
  crm: CrmPort | null;
}
