import { absentFields, type FieldMap } from './field-map.ts';
import type { PersonField } from './person.ts';

const STAYS_EMPTY = 'it stays empty';
const NO_CRM_ID = 'it stays empty; Marketo’s Salesforce sync would make it';

/** What it means that an instance does not offer a field. */
const WITHOUT: Record<PersonField | 'salesforceDeleted', string> = {
  firstName: STAYS_EMPTY,
  lastName: STAYS_EMPTY,
  company: STAYS_EMPTY,
  title: STAYS_EMPTY,
  email: `${STAYS_EMPTY}; people can’t be found by address`,
  phone: STAYS_EMPTY,
  linkedInUrl: `${STAYS_EMPTY}; MARKETO_FIELD_LINKEDIN can name another field`,
  source: STAYS_EMPTY,
  salesforceLeadId: NO_CRM_ID,
  salesforceContactId: NO_CRM_ID,
  salesforceAccountId: NO_CRM_ID,
  salesforceOpportunityId: `${STAYS_EMPTY}; MARKETO_FIELD_OPPORTUNITY can name another field`,
  salesforceDeleted: 'people whom Salesforce deleted stay as long as they have an owner',
};

export interface AbsentField {
  field: PersonField | 'salesforceDeleted';
  means: string;
}

/** The fields that an instance lacks, each with what follows from that. */
export function absent(map: FieldMap): AbsentField[] {
  const fields: AbsentField['field'][] = absentFields(map);
  if (map.salesforceDeleted === null) fields.push('salesforceDeleted');
  return fields.map((field) => ({ field, means: WITHOUT[field] }));
}
