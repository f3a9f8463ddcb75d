import type { Command } from 'commander';
import { z } from 'zod';
import type { SettingChange } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { say } from '../lib/output.ts';
import { shown } from './show.ts';
import { withSettings } from './with-settings.ts';

const none = z.object({});

export function addChanging(group: Command): void {
  group
    .command('set')
    .argument('<key>', 'the setting')
    .argument('<value...>', 'its new value; several words are one value')
    .summary('change one setting')
    .description('Changes one setting. Workers act on it within seconds; the change goes to the audit log.')
    .addHelpText(
      'after',
      examples([
        ['settings set people.interval 5 min', 'look for changes every five minutes'],
        ['settings set salesforce.logEmails on', 'make Tasks of sent emails'],
        ['settings set marketo.maxOpensPerEmail all', 'no limit'],
      ]),
    )
    .action(
      action(none, (_, [key = '', ...words]) =>
        withSettings(async (settings) => told(key, await settings.set(key, words.join(' ')))),
      ),
    );
  group
    .command('unset')
    .argument('<key>', 'the setting')
    .summary('back to the default')
    .description(
      'Takes one setting back to its default. Workers act on it within seconds; the change goes to the audit log.',
    )
    .addHelpText('after', examples([['settings unset people.interval', 'back to 30 s']]))
    .action(action(none, (_, [key = '']) => withSettings(async (settings) => told(key, await settings.unset(key)))));
}

function told(key: string, change: SettingChange | null): undefined {
  if (change === null) {
    say(`${key} is so already.`);
    return;
  }
  say(`${changeLine(change)}. Workers act on it within seconds.`);
}

export function changeLine({ key, old, new: value }: Pick<SettingChange, 'key' | 'old' | 'new'>): string {
  return `${key}: ${shown(old)} → ${shown(value)}`;
}
