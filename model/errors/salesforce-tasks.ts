import { entries } from './entry.ts';

/** Sales activities as Tasks: what the org must have (salesforce-rest 5). */
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
});
