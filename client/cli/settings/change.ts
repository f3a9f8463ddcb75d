import type { Command } from 'commander';
import { z } from 'zod';
import type { SettingChange } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { say } from '../lib/output.ts';
import type { Session } from '../lib/session.ts';
import { wakeFlow } from '../tasks/with-tasks.ts';
import { shown } from './show.ts';
import { withSettings } from './with-settings.ts';

const none = z.object({});

export function addChanging(group: Command): void {
  group
    .command('set')
    .argument('<key>', 'the setting')
    .argument('<value...>', 'its new value; several words are one value')
    .summary('change one setting')
    .description('Changes one setting. It acts at the next turn of what it concerns, and goes to the audit log.')
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
        withSettings(async (settings, session) => told(session, key, await settings.set(key, words.join(' ')))),
      ),
    );
  group
    .command('unset')
    .argument('<key>', 'the setting')
    .summary('back to the default')
    .description('Takes one setting back to its default. It acts at the next turn, and goes to the audit log.')
    .addHelpText('after', examples([['settings unset people.interval', 'back to 30 s']]))
    .action(
      action(none, (_, [key = '']) =>
        withSettings(async (settings, session) => told(session, key, await settings.unset(key))),
      ),
    );
}

/** A flow that waits because it is off does not look by itself. */
const WAITS_FOR_A_WORD = 'tasks.';

async function told(session: Session, key: string, change: SettingChange | null): Promise<undefined> {
  if (change === null) {
    say(`${key} is so already.`);
    return;
  }
  say(`${change.key}: ${shown(change.old)} → ${shown(change.new)}. It acts at the next turn.`);
  if (change.key.startsWith(WAITS_FOR_A_WORD)) await wakeFlow(session);
}
