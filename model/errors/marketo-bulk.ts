import { entries } from './entry.ts';

/** Exports and their files: what the client itself finds out (marketo-rest 6). */
export const marketoBulkErrors = entries({
  'marketo.bulk.unknownJob': {
    class: 'retry',
    meaning: 'Marketo does not know an export',
    cause: 'It is older than 30 days, or was made by another API user or on another instance.',
    fix: 'Nothing: the export is made again. If it stays, see that all workers use the same MARKETO_CLIENT_ID.',
  },
});
