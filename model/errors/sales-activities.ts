import { entries } from './entry.ts';

/** Sales activities: what intake refuses, and what only a person can settle. */
export const salesActivityErrors = entries({
  'activity.personUnknown': {
    class: 'record',
    meaning: 'The person of a sales activity was not read from Marketo within 7 days',
    cause: 'No person with this Marketo ID exists, or the people sync is off or never reached it.',
    fix: 'Check the id with `actions-sync people explain ID`; once the person is there, retry the activity.',
  },
});
