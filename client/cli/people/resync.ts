import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { usage } from '../lib/normalize.ts';
import { printJson, say } from '../lib/output.ts';
import { personId } from '../lib/person-id.ts';
import { withSession } from '../lib/session.ts';
import { sayReread } from './steer.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addResync(group: Command): void {
  group
    .command('resync')
    .argument('<id...>', 'Marketo IDs')
    .summary('read people again at once')
    .description('Reads these people from Marketo again and returns when they are written.')
    .option('--json', 'the counts as one JSON document')
    .addHelpText('after', examples([['people resync 1001 1002', 'two people']]))
    .action(
      action(options, async ({ json }, args) => {
        const { RESYNC_MAX_IDS } = await import('../../people/index.ts');
        const ids = [...new Set(args.map(personId))];
        if (ids.length > RESYNC_MAX_IDS) throw usage(`more than ${RESYNC_MAX_IDS} ids`, 'Give fewer at a time.');
        return withSession(async (session) => {
          const client = await session.client();
          const summary = await client.people.resync(ids);
          if (json) printJson(summary);
          else sayReread(summary);
          if (!json && ids.length === 1) say(`Look: actions-sync people show ${ids[0]}`);
          return undefined;
        });
      }),
    );
}
