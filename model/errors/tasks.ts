import { entries } from './entry.ts';

/** Reminder tasks: what a person asks for that can not be. */
export const taskErrors = entries({
  'task.unknown': {
    class: 'record',
    meaning: 'There is no reminder task with this id',
    cause: 'The id is another one, or the task was never made here.',
    fix: 'Look for it in `actions-sync tasks list --all`.',
  },
  'task.deleted': {
    class: 'record',
    meaning: 'The reminder task was deleted',
    cause: 'It was deleted here or in Salesforce: a deletion holds, whatever is changed on the other side.',
    fix: 'Make a new one with `actions-sync tasks create`; `actions-sync tasks show ID` tells when and where it was deleted.',
  },
  'task.idTaken': {
    class: 'record',
    meaning: 'Another reminder task was made under this id before',
    cause: 'An id names one task for ever; this one was made with another content.',
    fix: 'Give another id, or none: then one is made. `actions-sync tasks show ID` shows the other task.',
  },
  'task.invalid': {
    class: 'record',
    meaning: 'What was given is no reminder task',
    cause: 'A field is missing, unknown or not allowed, as named.',
    fix: 'See docs/tasks.md for the fields, or `actions-sync tasks create --help` for an example.',
  },
});
