import { field, picklist, REQUIRED, readOnly, reference, STAMP_FIELDS, SYSTEM_FIELDS } from '../field.ts';
import { objectType } from '../object.ts';

const SOURCES = 'Web|Trade Show|Referral|Webinar|Partner|Paid Search|List Import|Other';

const NAME = [
  field('LastName', 'string', { ...REQUIRED, length: 80 }),
  field('FirstName', 'string', { length: 40 }),
  picklist('Salutation', 'Mr.|Ms.|Mrs.|Dr.|Prof.'),
  readOnly('Name', 'string', { length: 121, label: 'Full Name', nillable: false, alwaysVisible: true }),
];

const REACH = [
  field('Title', 'string', { length: 128 }),
  field('Phone', 'phone'),
  field('MobilePhone', 'phone'),
  field('Email', 'email', { idLookup: true }),
];

const CONSENT = [
  field('HasOptedOutOfEmail', 'boolean', { label: 'Email Opt Out' }),
  field('DoNotCall', 'boolean'),
  readOnly('EmailBouncedReason', 'string'),
  readOnly('EmailBouncedDate', 'datetime'),
];

export const LEAD = objectType(
  'Lead',
  '00Q',
  [
    ...SYSTEM_FIELDS,
    reference('MasterRecordId', ['Lead'], { createable: false, updateable: false }),
    ...NAME,
    field('Company', 'string', { ...REQUIRED }),
    ...REACH,
    field('City', 'string', { length: 40 }),
    field('Country', 'string', { length: 80 }),
    field('Website', 'url'),
    field('Industry', 'string', { length: 40 }),
    picklist('LeadSource', SOURCES),
    picklist('Status', 'Open|Contacted|Qualified|Unqualified|Recycled|Converted=Open', REQUIRED),
    picklist('Rating', 'Hot|Warm|Cold'),
    field('Description', 'textarea'),
    reference('OwnerId', ['User', 'Group'], { ...REQUIRED, defaultedOnCreate: true }),
    readOnly('IsConverted', 'boolean', { nillable: false, alwaysVisible: true }),
    readOnly('ConvertedDate', 'date'),
    reference('ConvertedAccountId', ['Account'], { createable: false, updateable: false }),
    reference('ConvertedContactId', ['Contact'], { createable: false, updateable: false }),
    reference('ConvertedOpportunityId', ['Opportunity'], { createable: false, updateable: false }),
    ...CONSENT,
    field('LinkedIn_URL__c', 'url', { label: 'LinkedIn URL' }),
    ...STAMP_FIELDS,
  ],
  { children: [['Tasks', 'Task', 'WhoId']] },
);

export const CONTACT = objectType(
  'Contact',
  '003',
  [
    ...SYSTEM_FIELDS,
    reference('MasterRecordId', ['Contact'], { createable: false, updateable: false }),
    reference('AccountId', ['Account']),
    ...NAME,
    ...REACH,
    field('Department', 'string', { length: 80 }),
    field('MailingCity', 'string', { length: 40 }),
    field('MailingCountry', 'string', { length: 80 }),
    picklist('LeadSource', SOURCES),
    field('Description', 'textarea'),
    reference('OwnerId', ['User'], { ...REQUIRED, defaultedOnCreate: true }),
    ...CONSENT,
    field('LinkedIn_URL__c', 'url', { label: 'LinkedIn URL' }),
    ...STAMP_FIELDS,
  ],
  {
    children: [
      ['Tasks', 'Task', 'WhoId'],
      ['OpportunityContactRoles', 'OpportunityContactRole', 'ContactId'],
    ],
  },
);

export const LEAD_STATUS = objectType(
  'LeadStatus',
  '01J',
  [
    readOnly('Id', 'id'),
    readOnly('MasterLabel', 'string'),
    readOnly('ApiName', 'string'),
    readOnly('SortOrder', 'int'),
    readOnly('IsDefault', 'boolean'),
    readOnly('IsConverted', 'boolean'),
    ...STAMP_FIELDS,
  ],
  { plural: 'Lead Statuses', readOnly: true },
);
