import { field, picklist, REQUIRED, readOnly, reference, STAMP_FIELDS, SYSTEM_FIELDS } from '../field.ts';
import { objectType } from '../object.ts';

const text = (name: string, label: string, length: number) => field(name, 'string', { label, length });
const link = (name: string, label: string) => field(name, 'url', { label });
const checkbox = (name: string, label: string) => field(name, 'boolean', { label });
/** Fields of Salesforce CRM Call Center are not under field-level security (salesforce-rest.md 5.1). */
const CALL = { alwaysVisible: true } as const;

/** Activity fields that vendors of sales tools have admins create: what they log about e-mails and calls. */
const SALES_FIELDS = [
  text('MSE_Call_Local_Presence_ID__c', 'Marketo Sales Call Local Presence ID', 255),
  link('MSE_Call_Recording__c', 'Marketo Sales Call Recording URL'),
  text('MSE_Campaign__c', 'Marketo Sales Campaign', 255),
  text('MSE_Current_Campaign_Step__c', 'Marketo Sales Campaign Current Step', 255),
  link('MSE_Campaign_Details_Link__c', 'Marketo Sales Campaign URL'),
  checkbox('MSE_Presentation_Viewed__c', 'Marketo Sales Email Attachment Viewed'),
  checkbox('MSE_Clicked__c', 'Marketo Sales Email Clicked'),
  checkbox('MSE_Replied__c', 'Marketo Sales Email Replied'),
  text('MSE_Email_Status__c', 'Marketo Sales Email Status', 255),
  text('MSE_Template__c', 'Marketo Sales Email Template', 255),
  link('MSE_Template_Details__c', 'Marketo Sales Email Template URL'),
  link('MSE_Details__c', 'Marketo Sales Email URL'),
  checkbox('MSE_Viewed__c', 'Marketo Sales Email Viewed'),
  text('mktosales_call_outcome__c', 'Call Outcomes', 50),
  text('mktosales_call_reason__c', 'Call Reasons', 50),
];

/** A unique key of the caller's own making, as salesforce-rest.md 5.5 recommends it. */
const KEY = { length: 64, externalId: true, idLookup: true, unique: true, caseSensitive: true } as const;

/** Task, salesforce-rest.md 5.1. */
export const TASK = objectType('Task', '00T', [
  ...SYSTEM_FIELDS,
  reference('WhoId', ['Contact', 'Lead'], { label: 'Name ID' }),
  reference('WhatId', ['Account', 'Opportunity'], { label: 'Related To ID' }),
  field('Subject', 'combobox'),
  field('ActivityDate', 'date', { label: 'Due Date Only' }),
  picklist('Status', 'Not Started|In Progress|Completed|Waiting on someone else|Deferred=Not Started', {
    ...REQUIRED,
    restrictedPicklist: true,
  }),
  picklist('Priority', 'High|Normal|Low=Normal', { ...REQUIRED, restrictedPicklist: true }),
  readOnly('IsHighPriority', 'boolean'),
  reference('OwnerId', ['User', 'Group'], { ...REQUIRED, label: 'Assigned To ID', defaultedOnCreate: true }),
  field('Description', 'textarea'),
  readOnly('IsClosed', 'boolean'),
  readOnly('IsArchived', 'boolean'),
  reference('AccountId', ['Account'], { createable: false, updateable: false }),
  picklist('Type', 'Call|Email|Meeting|Reply|Other', { restrictedPicklist: false }),
  field('CallDurationInSeconds', 'int', { ...CALL, digits: 8 }),
  picklist('CallType', 'Internal|Inbound|Outbound', { ...CALL, restrictedPicklist: true }),
  field('CallDisposition', 'string', CALL),
  field('CallObject', 'string', CALL),
  field('ReminderDateTime', 'datetime'),
  field('IsReminderSet', 'boolean'),
  readOnly('CompletedDateTime', 'datetime'),
  picklist('TaskSubtype', 'Task|Email|List Email|Call|LinkedIn|Cadence=Task', {
    updateable: false,
    restrictedPicklist: true,
  }),
  field('IsRecurrence', 'boolean', { updateable: false }),
  reference('RecurrenceActivityId', ['Task'], { createable: false, updateable: false }),
  ...STAMP_FIELDS,
  field('Actions_Sync_Key__c', 'string', KEY),
  ...SALES_FIELDS,
]);

export const TASK_STATUS = objectType(
  'TaskStatus',
  '01T',
  [
    readOnly('Id', 'id'),
    readOnly('MasterLabel', 'string'),
    readOnly('ApiName', 'string'),
    readOnly('SortOrder', 'int'),
    readOnly('IsDefault', 'boolean'),
    readOnly('IsClosed', 'boolean'),
    ...STAMP_FIELDS,
  ],
  { plural: 'Task Statuses', readOnly: true },
);
