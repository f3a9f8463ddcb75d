import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import type { BranchStatus } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { VENDORS } from '../../../model/sales-activity/kinds.ts';
import type { SalesActivityRecord } from '../../../store/sales-activities/types.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { remedyLines, VENDOR_NAMES } from '../failures/lines.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { activityLine } from './line.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addActivityShow(group: Command): void {
  group
    .command('show')
    .argument('<id>', 'the activity’s own id')
    .summary('one sales activity and how far it is')
    .description('Shows what was logged, and what became of it at each vendor.')
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['activities show call-4711', 'attributes, state, error with its fix']]))
    .action(
      action(options, ({ json }, [id = '']) =>
        withSession(async ({ store, env }) => {
          const record = await (await store()).salesActivities.get(id as SalesActivityId);
          if (record === null) throw new AppError('activity.unknown', { details: { id } });
          if (json) printJson(activityLine(record));
          else {
            for (const line of screen(record)) print(line);
            say(`Its workflow: ${workflowIds(env.ACTIONS_SYNC_INSTANCE).salesActivity(id)}`);
            if (VENDORS.some((vendor) => record.branches[vendor]?.status.state === 'failed'))
              say(`Once the cause is gone: actions-sync failures retry ${id}`);
          }
          return undefined;
        }),
      ),
    );
}

function screen({ activity, acceptedAt, branches }: SalesActivityRecord): string[] {
  const fields = Object.entries(activity).map(([name, value]) => [
    name,
    value instanceof Date ? moment(value) : printable(String(value)),
  ]);
  const lines = [...table([...fields, ['accepted', moment(acceptedAt)]]), ''];
  for (const vendor of VENDORS) {
    const branch = branches[vendor];
    lines.push(`${VENDOR_NAMES[vendor]}: ${branch === undefined ? 'not told' : words(branch.status)}`);
    if (branch?.status.state === 'failed') lines.push(...remedyLines(branch.status.error));
  }
  return lines;
}

function words(status: BranchStatus): string {
  switch (status.state) {
    case 'done':
      return status.reference === null ? 'logged' : `logged as ${status.reference}`;
    case 'skipped':
      return `skipped (${status.reason})`;
    case 'parked':
      return `waits until ${moment(status.until)} (${status.reason})`;
    case 'failed':
      return `failed (${status.error})`;
    case 'unknown':
      return `sent ${moment(status.since)} without an answer; will be looked up before it is sent again`;
    case 'sending':
      return 'is being sent';
    case 'pending':
      return 'waits for the sender';
  }
}
