import { entries } from './entry.ts';

/** Sales activities: what intake refuses, and what only a person can settle. */
export const salesActivityErrors = entries({
  'activity.personUnknown': {
    class: 'record',
    meaning: 'The person of a sales activity was not read from Marketo within 7 days',
    cause: 'No person with this Marketo ID exists, or the people sync is off or never reached it.',
    fix: 'Check the id with `actions-sync people explain ID`; once the person is there, run `actions-sync failures retry --key activity.personUnknown`.',
  },
  'activity.unknown': {
    class: 'record',
    meaning: 'No sales activity was logged under this id',
    cause: 'The id is another one, or the activity was rejected when it was logged.',
    fix: 'Look for it in `actions-sync activities export`, and at the results of `actions-sync activities log`.',
  },
  'activity.notFailed': {
    class: 'record',
    meaning: 'Nothing has failed under this id or with this error',
    cause: 'It is misspelt, the activity has not failed, or it was retried or dismissed.',
    fix: 'Run `actions-sync failures list` for the errors there are; `actions-sync activities show ID` tells how one activity is.',
  },
  'salesforce.notConnected': {
    class: 'config',
    meaning: 'Salesforce is not connected',
    cause:
      'A setting such as `salesforce.logEmails` is on, or a command asks Salesforce, but SALESFORCE_LOGIN_URL and the client id are not set here.',
    fix: 'Set the SALESFORCE_ variables; start the worker again where it lacks them: what waits is sent then.',
  },
});
