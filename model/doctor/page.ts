import { markdownTable } from '../markdown-table.ts';
import { CHECK_IDS, checkEntry } from './checks.ts';

/** `docs/doctor.md`: every check, in the order of the output. */
export function checksPage(): string {
  const rows = CHECK_IDS.map((id) => {
    const { asks, needs, atStart } = checkEntry(id);
    return [`\`${id}\``, asks, needs === undefined ? '' : `\`${needs}\``, atStart === true ? 'yes' : ''];
  });
  return [
    '# Checks of doctor',
    '',
    '<!-- Generated from model/doctor by `npm run docs:checks`. Do not edit. -->',
    '',
    '`actions-sync doctor` makes all of these and says of each, with its id: `ok`, `warn` (it works, something is to be known),',
    '`fail`, `unreachable` (a server gave no answer) or `skipped` (the message says why). What is not fine has a cause and a fix.',
    '`--only ID…` takes ids and their beginnings (`--only marketo.right`); `--json` prints one document, `{ok, findings: [{id,',
    'status, message, cause, fix}]}`. Nothing is changed anywhere but for one number taken from a counter in MongoDB, and an export',
    'job in Marketo that is made, never run, and cancelled. It takes 25 calls of Marketo and 16 of Salesforce at most.',
    '',
    'Exit codes: 0 nothing failed, 1 something failed, 2 the environment or a setting is wrong, 3 something does not answer.',
    '',
    'A worker makes those marked _Start_ when it starts, in a few seconds at most, and logs each finding',
    '([setup.md](setup.md#what-a-worker-does-when-it-starts)).',
    '',
    ...markdownTable(['Id', 'What is looked at', 'Needs', 'Start'], rows),
    '',
  ].join('\n');
}
