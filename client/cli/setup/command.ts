import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { print, say } from '../lib/output.ts';
import { addSetupMarketo } from './marketo-command.ts';
import { addSetupSalesforce } from './salesforce/command.ts';

const options = z.object({ dryRun: z.boolean().default(false) });

export function addSetup(program: Command): void {
  const group = program
    .command('setup')
    .summary('prepare a server for actions-sync')
    .helpCommand(false)
    .description('Prepares servers; repeating it is harmless.');
  group
    .command('temporal')
    .summary('namespace and search attributes')
    .description(
      'Creates the namespace (kept for 30 days) and the search attributes of actions-sync where they are missing. ' +
        'TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.',
    )
    .option('--dry-run', 'only say what would be done')
    .addHelpText(
      'after',
      examples([
        ['setup temporal --dry-run', 'look'],
        ['setup temporal', 'do'],
      ]),
    )
    .action(
      action(options, async ({ dryRun }) => {
        const [{ connectTemporal }, { setUpTemporal }] = await Promise.all([
          import('../lib/temporal.ts'),
          import('./temporal.ts'),
        ]);
        const link = await connectTemporal();
        try {
          const done = await setUpTemporal(link, { dryRun });
          for (const line of done) print(line);
          if (done.length === 0) print(`Namespace ${link.namespace} is set up; nothing to do.`);
          else if (dryRun) say('Nothing was changed (--dry-run).');
          else say('Next: actions-sync worker');
        } finally {
          await link.close();
        }
        return undefined;
      }),
    );
  addSetupMarketo(group);
  addSetupSalesforce(group);
}
