import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { styleFor } from '../lib/style.ts';
import { failuresOf } from './access.ts';
import { failuresScreen } from './screen.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('one entry per error, with cause and fix')
    .description(
      'Lists what failed in any flow and has not worked since: one entry per error, with the flows and records that it was ' +
        'met in, how often and since when, cause, fix, and what to do next.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['failures list', 'all flows on one screen'],
        ['failures list --json | jq -r .key', 'the errors alone'],
      ]),
    )
    .action(
      action(options, ({ json }) =>
        withSession(async (session) => {
          const failures = await (await failuresOf(session)).list();
          if (json) await writeLines(failures, process.stdout);
          else for (const line of failuresScreen(failures, new Date(), styleFor(process.stdout))) print(line);
          if (!json && failures.length === 0) say('Nothing has failed.');
          return undefined;
        }),
      ),
    );
}
