import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const yes = z.object({ yes: z.boolean().default(false) });

export function addRepair(program: Command): void {
  program
    .command('repair')
    .summary('set right what a restore has disturbed')
    .command('restore')
    .summary('go on after MongoDB was restored from a backup')
    .description(
      'Run it after restoring MongoDB. Lifts the tickets above all that were given out, forgets what Temporal remembers ' +
        'of the newer database, and reads everyone again. Nobody is removed by it.',
    )
    .option('--yes', 'do not ask')
    .addHelpText('after', examples([['repair restore', 'asks first']]))
    .action(action(yes, (given) => restore(given.yes)));
}

function restore(given: boolean): Promise<number | undefined> {
  return withSession(async (session) => {
    if (!(await confirmed('Read everyone in Marketo again, after a restored database?', given))) {
      say('Nothing was repaired.');
      return 1;
    }
    await (await session.client()).repair.restore();
    say('Everyone is being read again. Next: actions-sync people status --watch');
    return undefined;
  });
}
