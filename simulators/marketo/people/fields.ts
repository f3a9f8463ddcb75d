import type { Value } from '../../lib/population/value.ts';

export type { Value };
/** Values of one person by REST name. */
export type Values = Record<string, Value>;

/** One column of the people table, as describe.json and describe2.json list it. */
export interface Field {
  /** Marketo's field number, used in describe.json and in type-13 records. */
  readonly number: number;
  /** REST name; null when REST cannot use the field (statement 35). */
  readonly name: string | null;
  readonly displayName: string;
  readonly dataType: string;
  readonly length: number | undefined;
  readonly readOnly: boolean;
  readonly searchable: boolean;
  /** Inherited from the company record. */
  readonly company: boolean;
  readonly crmManaged: boolean;
  readonly custom: boolean;
}

/** Columns: number, REST name, display name, type, length (0 = none), flags. */
type Row = readonly [number, string | null, string, string, number, string];

/**
 * Flags: r read-only, s searchable, c company-level, m managed by the CRM sync, k custom.
 * Names follow marketo-rest.md 4.3 and 9; numbers are instance-specific in reality, fixed here.
 */
const ROWS: readonly Row[] = [
  [2, 'company', 'Company Name', 'string', 255, 'c'],
  [3, 'site', 'Site', 'string', 255, 'c'],
  [11, 'website', 'Website', 'url', 255, 'c'],
  [14, 'mainPhone', 'Main Phone', 'phone', 255, 'c'],
  [15, 'annualRevenue', 'Annual Revenue', 'currency', 0, 'c'],
  [16, 'numberOfEmployees', 'Num Employees', 'integer', 0, 'c'],
  [17, 'industry', 'Industry', 'string', 255, 'c'],
  [21, 'externalCompanyId', 'External Company Id', 'string', 100, 'cs'],
  [25, 'mktoName', 'Full Name', 'string', 255, 'r'],
  [26, 'personType', 'Person Type', 'string', 50, 'r'],
  [28, 'contactCompany', 'Contact Company', 'reference', 0, 'r'],
  [29, 'id', 'Id', 'integer', 0, 'rs'],
  [30, 'createdAt', 'Created At', 'datetime', 0, 'r'],
  [31, 'updatedAt', 'Updated At', 'datetime', 0, 'r'],
  [46, 'isAnonymous', 'Is Anonymous', 'boolean', 0, 'r'],
  [47, 'salutation', 'Salutation', 'string', 255, ''],
  [48, 'firstName', 'First Name', 'string', 255, ''],
  [49, 'middleName', 'Middle Name', 'string', 255, ''],
  [50, 'lastName', 'Last Name', 'string', 255, ''],
  [51, 'email', 'Email Address', 'email', 255, 's'],
  [52, 'phone', 'Phone Number', 'phone', 255, ''],
  [53, 'mobilePhone', 'Mobile Phone Number', 'phone', 255, ''],
  [56, 'title', 'Job Title', 'string', 255, ''],
  [60, 'address', 'Address', 'text', 0, ''],
  [61, 'city', 'City', 'string', 255, ''],
  [62, 'state', 'State', 'string', 255, ''],
  [63, 'country', 'Country', 'string', 255, ''],
  [64, 'postalCode', 'Postal Code', 'string', 255, ''],
  [66, 'originalSourceType', 'Original Source Type', 'string', 255, 'r'],
  [74, 'department', 'Department', 'string', 255, ''],
  [80, 'leadRole', 'Role', 'string', 50, ''],
  [81, 'leadSource', 'Lead Source', 'string', 255, ''],
  [82, 'leadStatus', 'Lead Status', 'string', 255, ''],
  [83, 'leadScore', 'Lead Score', 'score', 0, ''],
  [84, 'rating', 'Lead Rating', 'string', 255, ''],
  [85, 'urgency', 'Urgency', 'float', 0, 'r'],
  [86, 'priority', 'Priority', 'integer', 0, 'r'],
  [87, 'relativeScore', 'Relative Score', 'integer', 0, 'r'],
  [88, 'relativeUrgency', 'Relative Urgency', 'integer', 0, 'r'],
  [90, 'unsubscribed', 'Unsubscribed', 'boolean', 0, ''],
  [91, 'unsubscribedReason', 'Unsubscribed Reason', 'text', 0, ''],
  [92, 'emailInvalid', 'Email Invalid', 'boolean', 0, ''],
  [93, 'emailInvalidCause', 'Email Invalid Cause', 'text', 0, ''],
  [94, 'emailSuspended', 'Email Suspended', 'boolean', 0, ''],
  [95, 'emailSuspendedAt', 'Email Suspended At', 'datetime', 0, ''],
  [96, 'emailSuspendedCause', 'Email Suspended Cause', 'text', 0, ''],
  [97, 'marketingSuspended', 'Marketing Suspended', 'boolean', 0, ''],
  [98, 'blackListed', 'Black Listed', 'boolean', 0, ''],
  [99, 'doNotCall', 'Do Not Call', 'boolean', 0, ''],
  [100, 'doNotCallReason', 'Do Not Call Reason', 'text', 0, ''],
  [110, 'leadPartitionId', 'Lead Partition Id', 'integer', 0, 'rs'],
  [115, 'cookies', 'Cookies', 'string', 255, 'rs'],
  [116, 'facebookId', 'Facebook Id', 'string', 255, 's'],
  [117, 'twitterId', 'Twitter Id', 'string', 255, 's'],
  [118, 'linkedInId', 'LinkedIn Id', 'string', 255, 's'],
  [119, 'linkedInProfileURL', 'Marketo Social LinkedIn Profile URL', 'url', 255, ''],
  [130, 'isLead', 'Is Lead', 'boolean', 0, 'r'],
  [140, 'sfdcId', 'SFDC Id', 'string', 18, 'rm'],
  [141, 'sfdcType', 'SFDC Type', 'string', 255, 'rm'],
  [142, 'sfdcLeadId', 'SFDC Lead Id', 'string', 18, 'rsm'],
  [143, 'sfdcContactId', 'SFDC Contact Id', 'string', 18, 'rsm'],
  [144, 'sfdcAccountId', 'SFDC Account Id', 'string', 18, 'rsm'],
  [145, 'sfdcLeadOwnerId', 'SFDC Lead Owner Id', 'string', 18, 'rsm'],
  [146, 'sfdcOpptyId', 'SFDC Opportunity Id', 'string', 18, 'rsm'],
  [147, 'sfdcIsDeleted', 'SFDC Is Deleted', 'boolean', 0, 'rm'],
  [150, 'leadOwnerFirstName', 'Lead Owner First Name', 'string', 255, 'rm'],
  [151, 'leadOwnerLastName', 'Lead Owner Last Name', 'string', 255, 'rm'],
  [152, 'leadOwnerEmailAddress', 'Lead Owner Email Address', 'email', 255, 'rm'],
  [153, 'leadOwnerPhoneNumber', 'Lead Owner Phone Number', 'phone', 255, 'rm'],
  [154, 'leadOwnerJobTitle', 'Lead Owner Job Title', 'string', 255, 'rm'],
  [155, 'externalSalesPersonId', 'External Sales Person Id', 'string', 100, 's'],
  [160, null, 'SFDC Campaign Sync Note', 'string', 255, 'm'],
  [200, 'customerTier', 'Customer Tier', 'string', 255, 'sk'],
];

/** All columns, in describe order. */
export const FIELDS: readonly Field[] = ROWS.map(([number, name, displayName, dataType, length, flags]) => ({
  number,
  name,
  displayName,
  dataType,
  length: length === 0 ? undefined : length,
  readOnly: flags.includes('r'),
  searchable: flags.includes('s'),
  company: flags.includes('c'),
  crmManaged: flags.includes('m'),
  custom: flags.includes('k'),
}));

const usable = FIELDS.flatMap((field) => (field.name === null ? [] : [[field.name, field] as const]));

/** Columns by REST name. */
export const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map(usable);

/** REST names of every column that REST can use. */
export const FIELD_NAMES: readonly string[] = usable.map(([name]) => name);

/** What leads.json gives without `fields` (statement 29). */
export const DEFAULT_FIELDS: readonly string[] = ['id', 'email', 'updatedAt', 'createdAt', 'firstName', 'lastName'];
