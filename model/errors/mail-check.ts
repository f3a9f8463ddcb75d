import { entries } from './entry.ts';

/** The check before a sales email: why Marketo could not be asked, beside the errors of the call itself. */
export const mailCheckErrors = entries({
  'check.noMarketo': {
    class: 'config',
    meaning: 'Marketo can’t be asked whether an address is unsubscribed: it is not connected',
    cause: 'The setting check.marketo is on, and the client was made without a Marketo client.',
    fix: 'Give `marketo` to createActionsSyncClient; for the command line set the MARKETO_ variables; or run `actions-sync settings set check.marketo off`.',
  },
  'check.timeout': {
    class: 'retry',
    meaning: 'Marketo did not answer the check in time',
    cause: 'Marketo is slow, or the check’s calls wait for a place: `actions-sync quota` shows it.',
    fix: 'Hold the email and check again a little later; give a long list more time, or ask in parts.',
  },
  'check.fieldMissing': {
    class: 'config',
    meaning: 'Marketo does not offer a field that the check needs',
    cause: 'The field was hidden in Marketo’s Field Management, or the API user may not see it.',
    fix: 'Make the field visible in Marketo’s Admin, Field Management. For the flags beside `unsubscribed`: `actions-sync settings set check.otherFlags off` does without them.',
  },
});
