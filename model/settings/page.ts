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
  retention: 'How long things are kept (`retention`)',
};

/** `docs/settings.md`: every setting that people may change. */
export function settingsPage(): string {
  return [
    '# Settings',
    '',
    '<!-- Generated from model/settings by `npm run docs:settings`. Do not edit. -->',
    '',
    'Settings are kept in MongoDB, the same for every worker, and act at the next turn of what they concern. What depends',
    'on the machine (addresses, credentials, our share of Marketo’s limits) comes from the environment instead; see',
    '`.env.example`.',
    '',
    '```sh',
    'npx actions-sync settings show                     # every setting and its value',
    'npx actions-sync settings show people.interval     # one, with what it does and what is allowed',
    'npx actions-sync settings set people.interval 5 min',
    'npx actions-sync settings unset people.interval    # back to the default',
    'npx actions-sync settings history people.interval  # who changed it, when, from what to what',
    '```',
    '',
    'Every change is written to the audit log with the old and the new value.',
    ...(Object.keys(settingGroups) as SettingGroup[]).flatMap((group) => [
      '',
      `## ${TITLES[group]}`,
      '',
      ...markdownTable(
        ['Key', 'Default', 'Allowed', 'Effect'],
        SETTINGS.filter((setting) => setting.group === group).map((setting) => [
          `\`${setting.key}\``,
          `\`${setting.print(setting.default)}\``,
          setting.allowed,
          setting.effect,
        ]),
      ),
    ]),
    '',
  ].join('\n');
}
