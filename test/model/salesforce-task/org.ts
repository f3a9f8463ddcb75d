import type { TaskField, TaskFields } from '../../../model/salesforce-task/fields.ts';

const LENGTHS: Record<string, number> = { string: 255, combobox: 255, url: 255, textarea: 32_000, picklist: 255 };

export function taskField(name: string, type: string, change: Partial<TaskField> = {}): TaskField {
  const own = { name, type, length: LENGTHS[type] ?? 0, isCreateable: true, isUpdateable: true, picklistValues: [] };
  return { ...own, ...change };
}

export function fieldsOf(...fields: TaskField[]): TaskFields {
  return new Map(fields.map((field) => [field.name.toLowerCase(), field]));
}

const choice = (name: string, ...picklistValues: string[]) => taskField(name, 'picklist', { picklistValues });

/** Task as an org has it whose admin has made every field of product.md 4.5. */
export const EVERY_FIELD = fieldsOf(
  taskField('Actions_Sync_Key__c', 'string', { length: 64 }),
  taskField('Subject', 'combobox'),
  taskField('ActivityDate', 'date'),
  taskField('OwnerId', 'reference'),
  taskField('WhoId', 'reference'),
  taskField('WhatId', 'reference'),
  taskField('Description', 'textarea'),
  choice('Status', 'Open', 'Finished'),
  choice('Type', 'Call', 'Email', 'Reply'),
  { ...choice('TaskSubtype', 'Task', 'Email', 'Call'), isUpdateable: false },
  choice('CallType', 'Inbound', 'Outbound'),
  taskField('CallDurationInSeconds', 'int'),
  taskField('CallDisposition', 'string'),
  taskField('mktosales_call_outcome__c', 'string', { length: 50 }),
  taskField('mktosales_call_reason__c', 'string', { length: 50 }),
  taskField('MSE_Call_Local_Presence_ID__c', 'string'),
  taskField('MSE_Call_Recording__c', 'url'),
  taskField('MSE_Campaign__c', 'string'),
  taskField('MSE_Current_Campaign_Step__c', 'string'),
  taskField('MSE_Campaign_Details_Link__c', 'url'),
  taskField('MSE_Presentation_Viewed__c', 'boolean'),
  taskField('MSE_Clicked__c', 'boolean'),
  taskField('MSE_Replied__c', 'boolean'),
  taskField('MSE_Email_Status__c', 'string'),
  taskField('MSE_Template__c', 'string'),
  taskField('MSE_Template_Details__c', 'url'),
  taskField('MSE_Details__c', 'url'),
  taskField('MSE_Viewed__c', 'boolean'),
);
