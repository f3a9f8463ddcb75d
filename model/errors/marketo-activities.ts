import { entries } from './entry.ts';

/** Custom activities and their types (marketo-rest 7). */
export const marketoActivityErrors = entries({
  'marketo.outcomeUnknown': {
    class: 'retry',
    meaning: 'It is not known whether Marketo did what it was asked for',
    cause: 'The connection broke, the time was up, or the answer was not readable after the request had been sent.',
    fix: 'Nothing: it is looked up in Marketo before anything is sent again.',
  },
  'marketo.types.missing': {
    class: 'config',
    meaning: 'Marketo lacks the custom activity types that sales activities are logged as',
    cause: 'They were never set up, or one was deleted, changed or not approved in Marketo.',
    fix: 'Run `actions-sync setup marketo`: it completes what is missing.',
  },
  'marketo.types.foreign': {
    class: 'config',
    meaning: 'A custom activity type that is not ours has an API name of ours',
    cause: 'Another integration, or a person, made a type with this API name; it is left alone.',
    fix: 'Delete the type in Marketo’s Admin, Marketo Custom Activities, if nobody needs it, then run `actions-sync setup marketo` again.',
  },
  'marketo.types.nameTaken': {
    class: 'config',
    meaning: 'A name, trigger or filter of ours belongs to another custom activity type',
    cause: 'Another type has it, perhaps as a draft; it is left alone.',
    fix: 'Rename that type’s name, trigger or filter in Marketo’s Admin, Marketo Custom Activities, then run `actions-sync setup marketo` again.',
  },
  'marketo.types.changed': {
    class: 'config',
    meaning: 'A custom activity type of ours has another primary attribute, or an attribute of another type',
    cause: 'Someone changed it in Marketo; the attribute is named.',
    fix: 'Change the attribute back in Marketo’s Admin, Marketo Custom Activities, and approve the type, then run `actions-sync setup marketo` again.',
  },
  'marketo.types.layoutFixed': {
    class: 'config',
    meaning: 'The layout of the custom activity types was chosen before and is permanent',
    cause: 'Activities were, or may have been, logged in it.',
    fix: 'Run `actions-sync setup marketo` without --layout.',
  },
});
