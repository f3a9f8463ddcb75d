import { entries } from './entry.ts';

/** Sales activities as Tasks: what the org must have, and what a record may be refused for (salesforce-rest 3, 5). */
export const salesforceTaskErrors = entries({
  'salesforce.keyField.missing': {
    class: 'config',
    meaning: 'Salesforce lacks the field Actions_Sync_Key__c that Tasks are written by',
    cause:
      'The field was never made on Activity, is not both External ID and Unique, or the connected user may not see and edit it. Without it a repeated call could make a second Task, so none is made.',
    fix: 'Run `actions-sync setup salesforce`: it names what to make or permit. What waits is then sent by itself.',
  },
  'salesforce.closedStatus.missing': {
    class: 'config',
    meaning: 'Salesforce has no Task status that counts as closed',
    cause: 'No value of the Task Status picklist is marked Closed, or the connected user can’t read TaskStatus.',
    fix: 'Mark a Task Status as Closed in Salesforce’s Setup. What waits is then sent by itself.',
  },
  'salesforce.INVALID_FIELD': {
    class: 'config',
    code: 'INVALID_FIELD',
    meaning: 'Salesforce does not know a field',
    cause: 'The field was deleted, or field-level security hides it from the connected user.',
    fix: 'Let the connected user see and edit the field named.',
  },
  'salesforce.CANNOT_UPDATE_CONVERTED_LEAD': {
    class: 'record',
    code: 'CANNOT_UPDATE_CONVERTED_LEAD',
    meaning: 'The lead was converted, and its contact is not known',
    cause: 'Nothing can be logged to a converted lead, and no contact that the connected user may see stands for it.',
    fix: 'Let the connected user read the contact, then retry the activity.',
  },
  'salesforce.DUPLICATE_VALUE': {
    class: 'record',
    code: 'DUPLICATE_VALUE',
    meaning: 'Another record has the same value in a field that must be unique',
    cause: 'A record with this value exists, perhaps archived or in the recycle bin.',
    fix: 'Look for it in Salesforce; if it is the same activity, dismiss this one.',
  },
  'salesforce.ENTITY_IS_DELETED': {
    class: 'record',
    code: 'ENTITY_IS_DELETED',
    meaning: 'The record was deleted in Salesforce',
    cause: 'Somebody deleted it, or merged it into another one.',
    fix: 'Once the person has its new Salesforce id, retry the activity; otherwise dismiss it.',
  },
  'salesforce.UNABLE_TO_LOCK_ROW': {
    class: 'retry',
    code: 'UNABLE_TO_LOCK_ROW',
    meaning: 'Somebody else was changing the same records',
    cause: 'A record, or its account, was locked for more than ten seconds.',
    fix: 'Nothing: it is tried again in some seconds.',
  },
  'salesforce.INACTIVE_OWNER_OR_USER': {
    class: 'record',
    code: 'INACTIVE_OWNER_OR_USER',
    meaning: 'The owner is not an active user',
    cause: 'The seller’s user was deactivated in Salesforce.',
    fix: 'Activate the user, or set another one with `actions-sync sellers set`, then retry the activity.',
  },
});
