import type { Command } from 'commander';
import { z } from 'zod';
import { errorText } from '../../../model/errors/text.ts';
import { action, examples } from '../lib/action.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { activityFailures } from './activity-failures.ts';
import { activityFailuresLine, failureLine, remedyLines } from './lines.ts';

const LIMIT = 1_000;
const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('one entry per error, with cause and fix')
    .description(
      'Lists what failed and has not worked since, with cause and fix: one entry per flow and error, and for sales ' +
        'activities one per vendor and error.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['failures list', 'with cause and fix']]))
    .action(
      action(options, ({ json }) =>
        withSession(async (session) => {
          const [store, failures] = await Promise.all([session.store(), activityFailures(session)]);
          const [flows, activities] = await Promise.all([store.failures.list(LIMIT), failures.list()]);
          if (json) {
            const flowLines = flows.map((row) => ({ ...row, ...errorText(row.key) }));
            const activityLines = activities.map((row) => ({ flow: 'sales-activities', ...row }));
            await writeLines([...flowLines, ...activityLines], process.stdout);
            return undefined;
          }
          const now = new Date();
          for (const row of flows) for (const line of [failureLine(row, now), ...remedyLines(row.key)]) print(line);
          for (const row of activities)
            for (const line of [activityFailuresLine(row, now), ...remedyLines(row.key)]) print(line);
          const [first] = activities;
          if (first !== undefined) say(`Once the cause is gone: actions-sync failures retry --key ${first.key}`);
          else if (flows.length === 0) say('Nothing has failed.');
          return undefined;
        }),
      ),
    );
}
