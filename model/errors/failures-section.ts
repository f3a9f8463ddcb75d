import { markdownTable } from '../markdown-table.ts';

const HEADER = ['What fails', 'In the list', 'Leaves it', '`failures retry`', '`failures dismiss`'];

const ROWS = [
  [
    'a flow: `people-initial`, `people-changes`, `people-reconcile`, `people-push`, `sender-marketo`, `sender-salesforce`, `sales-activities`, `tasks`, `unsubscribes`, `unsubscribes-nightly`, `housekeeping`, `worker`, `alerts`; beside the Tasks `salesforce-rollups`, `salesforce-opportunities`',
    'each error with how often, first and last time, and when it is tried again where that is known',
    'by itself, when the flow works again',
    'has the flow look at once',
    'forgets it until it happens again',
  ],
  [
    'sales activities',
    'those that failed for good, by vendor',
    'when a person retries or dismisses them',
    'sends them again; what may have arrived is looked up first',
    'they stay stored as skipped, and are never sent to that vendor',
  ],
  [
    'reminder tasks',
    'those that Salesforce refused',
    'when a person retries, changes or deletes them',
    'sends them again',
    'is not for them',
  ],
  [
    'unsubscribed addresses',
    'those that Salesforce refused: they are tried again by themselves, ever more seldom, never given up',
    'when Salesforce is told',
    'tells them at once',
    'is not for them',
  ],
];

/** How an operator comes from an error to what it stopped, and on. */
export const FAILURES_SECTION: readonly string[] = [
  '## What has failed: `failures`',
  '',
  '`actions-sync failures list` shows every error that any flow has met since it last worked: each once, with the flows and records',
  'it was met in, how often, since when, cause, fix, and the command that comes next. An app calls `client.failures`: `list`, `show`,',
  '`count`, `retry` and `dismiss` take and give the same.',
  '',
  ...markdownTable(HEADER, ROWS),
  '',
  '- `failures show KEY` names the records, `--limit 50` of them; `--json` gives one JSON document per line. Ids, times and tries alone:',
  '  an unsubscribed address is told by the people who have it.',
  '- `failures retry --key KEY` and `failures dismiss --key KEY` ask first, or take `--yes`; without a key they are about everything,',
  '  with ids about these records alone, with `--vendor` about one vendor’s records. Both are in the `audit` collection.',
  '- Of flows at most 500 errors are kept, each with the details of its last time: the oldest go first, and so does one that was not',
  '  met for `retention.failures`.',
];
