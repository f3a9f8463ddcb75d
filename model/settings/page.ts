import { markdownTable } from '../markdown-table.ts';
import { type SettingGroup, settingGroups } from './groups.ts';
import { SETTINGS } from './registry.ts';

const TITLES: Record<SettingGroup, string> = {
  people: 'The people sync (`people`)',
  marketo: 'Sales activities in Marketo (`marketo`)',
  salesforce: 'Sales activities in Salesforce (`salesforce`)',
  tasks: 'Reminder tasks (`tasks`)',
  unsubscribes: 'Unsubscribes (`unsubscribes`)',
  check: 'The check before a send (`check`)',
  panel: 'The activity panel (`panel`)',
  alerts: 'Alerts (`alerts`)',
  retention: 'How long things are kept (`retention`)',
};

/** `docs/settings.md`: every setting that people may change. */
export function settingsPage(): string {
  return [
    '# Settings',
    '',
    '<!-- Generated from model/settings by `npm run docs:settings`. Do not edit. -->',
    '',
    'Settings are kept in MongoDB, the same for every worker. A change acts within seconds, without a restart: workers look',
    'every 2 s whether one was made, and wake whoever sleeps on the old value; everything else reads a setting when it',
    'uses it. What depends on the machine (addresses, credentials, our share of Marketo’s limits) comes from the',
    'environment instead; see `.env.example`.',
    '',
    '```sh',
    'npx actions-sync settings show                     # every setting and its value',
    'npx actions-sync settings show people.interval     # one, with what it does and what is allowed',
    'npx actions-sync settings set people.interval 5 min',
    'npx actions-sync settings unset people.interval    # back to the default',
    'npx actions-sync settings history people.interval  # who changed it, when, from what to what',
    'npx actions-sync settings export settings.json     # what differs from the defaults; no secrets are among it',
    'npx actions-sync settings import settings.json --dry-run   # what it would change; --reset: exactly as in the file',
    '```',
    '',
    'Every change is written to the audit log with the old and the new value.',
    '',
    '“Stands for” names the setting of Adobe’s Sales Insight Actions, by its place there.',
    ...(Object.keys(settingGroups) as SettingGroup[]).flatMap((group) => [
      '',
      `## ${TITLES[group]}`,
      '',
      ...markdownTable(
        ['Key', 'Default', 'Allowed', 'Effect', 'Stands for'],
        SETTINGS.filter((setting) => setting.group === group).map((setting) => [
          `\`${setting.key}\``,
          `\`${setting.print(setting.default)}\``,
          setting.allowed,
          setting.effect,
          setting.source,
        ]),
      ),
    ]),
    '',
    ...withoutCounterpart(),
    '',
  ].join('\n');
}

/** Settings of Sales Insight Actions that concern a sync and have none here. */
const ABSENT: readonly (readonly [string, string])[] = [
  ['Connection to Marketo; connection to Salesforce', 'The environment: `MARKETO_*`, `SALESFORCE_*`; docs/setup.md.'],
  ['Marketo user access and workspaces', 'Sellers need no access to Marketo: the service asks for them.'],
  ['Email to Salesforce (BCC)', 'The app sends the mail. Logging by mail and by API would double each email.'],
  ['Leads or contacts', 'A contact where there is one, else the lead; never both.'],
  [
    'Append unsubscribe message; team unsubscribe message',
    'The app writes the mail; it asks here whether it may send it.',
  ],
  ['Non-commercial template', 'The app says it with each check: `commercial: false` of `client.mayEmail`.'],
  ['Call outcomes and reasons; campaign settings', 'The app’s own: what it logs is taken as it is.'],
  [
    'Package configuration: enable, hide tabs or actions, time-outs',
    'The panel is a function; the app decides what it shows.',
  ],
];

function withoutCounterpart(): string[] {
  return [
    '## What Sales Insight Actions has and this has not',
    '',
    ...markdownTable(
      ['Setting there', 'Here'],
      ABSENT.map((row) => [...row]),
    ),
  ];
}
