import { entries } from './entry.ts';

/** Unsubscribes: what is refused when it is asked for, and what stops or marks their way to and from Salesforce. */
export const unsubscribeErrors = entries({
  'unsubscribes.address': {
    class: 'record',
    meaning: 'This is no e-mail address',
    cause: 'The text has no @, a blank in it, a domain that can’t exist, or more than 320 characters.',
    fix: 'Correct the lines named; the others were taken.',
  },
  'unsubscribes.reasonMissing': {
    class: 'config',
    meaning: 'A resubscribe needs a reason',
    cause: 'Whoever mails somebody again must be able to show that this person agreed to it.',
    fix: 'Give --reason TEXT: how and when the person asked for it.',
  },
  'unsubscribes.fieldHidden': {
    class: 'config',
    meaning: 'Salesforce does not show the field that holds the opt-out',
    cause:
      'The field named does not exist on the object named, or field-level security hides it from the integration user.',
    fix: 'Run `actions-sync setup salesforce`: it tells how to make the field visible, or correct `unsubscribes.field`. What waits goes out by itself then.',
  },
  'unsubscribes.fieldReadOnly': {
    class: 'config',
    meaning: 'Salesforce does not let the opt-out be written',
    cause: 'Field-level security makes the field named read-only for the integration user.',
    fix: 'Run `actions-sync setup salesforce`: it tells how to make the field writable. What waits goes out by itself then.',
  },
  'unsubscribes.many': {
    class: 'record',
    meaning: 'Unusually many addresses were opted out in Salesforce',
    cause: 'An import, a rule or a mistake in Salesforce has set the field on many records. All were taken.',
    fix: 'Look in Salesforce who changed the field. If it was a mistake, clear it there, then run `actions-sync unsubscribes resubscribe` with the addresses.',
  },
});
