import { field, picklist, REQUIRED, readOnly, reference, STAMP_FIELDS, SYSTEM_FIELDS } from '../field.ts';
import { objectType } from '../object.ts';

export const ACCOUNT = objectType(
  'Account',
  '001',
  [
    ...SYSTEM_FIELDS,
    reference('MasterRecordId', ['Account'], { createable: false, updateable: false }),
    field('Name', 'string', REQUIRED),
    picklist('Type', 'Prospect|Customer|Partner|Other'),
    reference('ParentId', ['Account'], { relationshipName: 'Parent' }),
    field('Phone', 'phone'),
    field('Website', 'url'),
    field('Industry', 'string', { length: 40 }),
    field('NumberOfEmployees', 'int', { digits: 8 }),
    field('AnnualRevenue', 'currency'),
    field('Description', 'textarea'),
    reference('OwnerId', ['User'], { ...REQUIRED, defaultedOnCreate: true }),
    ...STAMP_FIELDS,
  ],
  {
    children: [
      ['Contacts', 'Contact', 'AccountId'],
      ['Opportunities', 'Opportunity', 'AccountId'],
      ['Tasks', 'Task', 'AccountId'],
    ],
  },
);

export const STAGES = ['Prospecting', 'Qualification', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'] as const;

export const OPPORTUNITY = objectType(
  'Opportunity',
  '006',
  [
    ...SYSTEM_FIELDS,
    reference('AccountId', ['Account']),
    field('Name', 'string', { ...REQUIRED, length: 120 }),
    picklist('StageName', STAGES.join('|'), REQUIRED),
    field('CloseDate', 'date', REQUIRED),
    field('Amount', 'currency'),
    readOnly('IsClosed', 'boolean'),
    readOnly('IsWon', 'boolean'),
    field('Description', 'textarea'),
    reference('OwnerId', ['User'], { ...REQUIRED, defaultedOnCreate: true }),
    ...STAMP_FIELDS,
  ],
  {
    plural: 'Opportunities',
    children: [
      ['Tasks', 'Task', 'WhatId'],
      ['OpportunityContactRoles', 'OpportunityContactRole', 'OpportunityId'],
    ],
  },
);

export const OPPORTUNITY_CONTACT_ROLE = objectType('OpportunityContactRole', '00K', [
  ...SYSTEM_FIELDS,
  reference('OpportunityId', ['Opportunity'], { ...REQUIRED, updateable: false }),
  reference('ContactId', ['Contact'], REQUIRED),
  picklist('Role', 'Decision Maker|Influencer|Evaluator|Executive Sponsor|Other'),
  field('IsPrimary', 'boolean'),
  ...STAMP_FIELDS,
]);
