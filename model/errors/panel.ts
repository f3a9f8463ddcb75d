import { entries } from './entry.ts';

/** The activity panel: what is refused, and why a part of it is missing. */
export const panelErrors = entries({
  'panel.badRequest': {
    class: 'config',
    meaning: 'A panel was asked for with a value that is not allowed',
    cause: 'An id, kind, number of weeks or time zone is misspelt or out of range.',
    fix: 'Give a value of the form named in the message (docs/panel.md).',
  },
  'panel.personNotVisible': {
    class: 'record',
    meaning: 'The person has no owner, is deleted or was merged, and is not shown',
    cause: 'Only people with a Salesforce owner are visible; the state named says why this one is not.',
    fix: 'Ask for the winner of the merge where one is named; `actions-sync people explain ID` tells the rest.',
  },
  'panel.nobody': {
    class: 'record',
    meaning: 'Nobody known here belongs to this account or opportunity',
    cause: 'The id is another one, its people have no owner, or they were not read from Marketo yet.',
    fix: 'Check the id; `actions-sync people status` tells whether everyone has been read.',
  },
  'panel.tooManyPeople': {
    class: 'record',
    meaning: 'The panel would show more than 800 people, and shows nothing',
    cause: 'The account or opportunity has more people than one panel may have.',
    fix: 'Open the panels of single people, or of an opportunity with fewer contacts.',
  },
  'panel.noAccount': {
    class: 'record',
    meaning: 'The person is no contact of an account, so there is no account to show',
    cause: 'A Salesforce lead has no account, and Marketo knows none for this contact.',
    fix: 'Nothing: the person is shown alone.',
  },
  'panel.noMarketo': {
    class: 'config',
    meaning: 'Marketo was not asked, because it is not connected here',
    cause: 'The program that loads the panel was given no Marketo client, or MARKETO_* is not set.',
    fix: 'Set MARKETO_BASE_URL, MARKETO_CLIENT_ID and MARKETO_CLIENT_SECRET, or give the client `marketo`.',
  },
  'panel.noSalesforce': {
    class: 'config',
    meaning: 'Salesforce was not asked who has a role in the opportunity, because it is not connected here',
    cause: 'The program that loads the panel was given no Salesforce client, or SALESFORCE_* is not set.',
    fix: 'Set the SALESFORCE_ variables, or give the client `salesforce`; people whose Marketo record names the opportunity are shown.',
  },
  'panel.deadline': {
    class: 'retry',
    meaning: 'Marketo had not answered when the panel’s time was over',
    cause: 'Marketo is slow, our share of its calls is busy, or the panel has many people.',
    fix: 'Load it again: what was read is kept, and the next load goes on from there.',
  },
});
