import type { Command } from 'commander';
import { z } from 'zod';
import { errorText } from '../../../model/errors/text.ts';
import { action, examples } from '../lib/action.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { activityFailures } from './activity-failures.ts';
import { activityFailuresLine, failureLine, remedyLines } from './lines.ts';
import { taskFailures, taskFailuresLine } from './task-failures.ts';

const LIMIT = 1_000;
const options = z.object({ json: z.boolean().default(false) });

export function addList(group: Command): void {
  group
    .command('list')
    .summary('one entry per error, with cause and fix')
    .description(
      'Lists what failed and has not worked since, with cause and fix: one entry per flow and error, for sales ' +
        'activities one per vendor and error, for reminder tasks that Salesforce refused one per error.',
    )
    .option('--json', 'one JSON document per line')
    .addHelpText('after', examples([['failures list', 'with cause and fix']]))
    .action(
      action(options, ({ json }) =>
        withSession(async (session) => {
          const [store, ofActivities, ofTasks] = await Promise.all([
            session.store(),
            activityFailures(session),
            taskFailures(session),
          ]);
          const [flows, activities, tasks] = await Promise.all([
            store.failures.list(LIMIT),
            ofActivities.list(),
            ofTasks.list(),
          ]);
          if (json) {
            const flowLines = flows.map((row) => ({ ...row, ...errorText(row.key) }));
            const activityLines = activities.map((row) => ({ flow: 'sales-activities', ...row }));
            const taskLines = tasks.map((row) => ({ flow: 'tasks', vendor: 'salesforce', ...row }));
            await writeLines([...flowLines, ...activityLines, ...taskLines], process.stdout);
            return undefined;
          }
          const now = new Date();
          const heads = [
            ...flows.map((row) => [failureLine(row, now), row.key] as const),
            ...activities.map((row) => [activityFailuresLine(row, now), row.key] as const),
            ...tasks.map((row) => [taskFailuresLine(row, now), row.key] as const),
          ];
          for (const [head, key] of heads) for (const line of [head, ...remedyLines(key)]) print(line);
          const [first] = [...activities, ...tasks];
          if (first !== undefined) say(`Once the cause is gone: actions-sync failures retry --key ${first.key}`);
          else if (flows.length === 0) say('Nothing has failed.');
          return undefined;
        }),
      ),
    );
}
