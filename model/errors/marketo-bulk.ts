import { entries } from './entry.ts';

/** Exports and their files: what the client itself finds out (marketo-rest 6). */
export const marketoBulkErrors = entries({
  'marketo.bulk.checksum': {
    class: 'retry',
    meaning: 'An export’s file is not the one that Marketo wrote',
    cause: 'A byte was changed on the way, or the file was replaced: its SHA-256 is not the job’s.',
    fix: 'Nothing: no row of it was used, and the export is made again.',
  },
  'marketo.bulk.incomplete': {
    class: 'retry',
    meaning: 'An export’s file has another size than Marketo said',
    cause: 'The file was cut or replaced, or a gateway answered with another part of it; details name the numbers.',
    fix: 'Nothing: the export is made again.',
  },
  'marketo.bulk.fileMissing': {
    class: 'retry',
    meaning: 'An export is completed, but its file is not there',
    cause: 'Marketo was late by more than some minutes, the file is older than 7 days, or another API user’s.',
    fix: 'Nothing: the export is made again.',
  },
  'marketo.bulk.unknownJob': {
    class: 'retry',
    meaning: 'Marketo does not know an export',
    cause: 'It is older than 30 days, or was made by another API user or on another instance.',
    fix: 'Nothing: the export is made again. If it stays, see that all workers use the same MARKETO_CLIENT_ID.',
  },
  'marketo.bulk.badRow': {
    class: 'bug',
    meaning: 'A row of an export can’t be read',
    cause: 'Its columns, quotes or id are not what we expect; the row’s number is named, the header not counted.',
    fix: 'Report it with the number; rows before it are kept, nothing is guessed.',
  },
  'marketo.bulk.diskFull': {
    class: 'config',
    meaning: 'There is not enough space for an export’s file',
    cause: 'The temp folder’s disk or quota is full; a file of up to the day’s export volume (500 MB) must fit.',
    fix: 'Free space there, or set TMPDIR to a folder on a larger disk and restart the worker.',
  },
  'marketo.bulk.tempFolder': {
    class: 'config',
    meaning: 'The temp folder can’t be used for an export’s file',
    cause: 'It is missing, read-only or not ours to write in; the reason is the system’s code.',
    fix: 'Let the worker’s user write there, or set TMPDIR to a folder where it can, and restart the worker.',
  },
});
