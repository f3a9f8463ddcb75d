import type { Command } from 'commander';
import { z } from 'zod';
import type { QuotaStatus } from '../../../store/types.ts';
import { action, examples } from '../lib/action.ts';
import { count, duration, megabytes, moment, table } from '../lib/format.ts';
import { print, printJson } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addQuota(program: Command): void {
  program
    .command('quota')
    .summary('Marketo calls of today and of the last 20 s')
    .description(
      'Shows how much of our share of Marketo’s limits all workers together have used, by class, the most urgent first, ' +
        'and how many calls each class may still make today.',
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['quota', 'today and the last 20 s']]))
    .action(
      action(options, ({ json }) =>
        withSession(async ({ store, limits }) => {
          const quota = await (await store()).quota.status(limits);
          if (json) printJson(quota);
          else for (const line of quotaScreen(quota, new Date())) print(line);
          return undefined;
        }),
      ),
    );
}

export function quotaScreen(quota: QuotaStatus, now: Date): string[] {
  const { usedToday, limitToday, instanceTotal, byPriority, leftByPriority, resetsAt, blockedUntil } = quota;
  const classes = Object.entries(leftByPriority).map(([name, left]) => [
    `  ${name}`,
    `${count(byPriority[name] ?? 0)} used, ${left === 0 ? 'none left until the reset' : `may use ${count(left)} more`}`,
  ]);
  const resetIn = duration((resetsAt.getTime() - now.getTime()) / 1_000);
  return table([
    ['Our calls today', `${count(usedToday)} of ${count(limitToday)} (day ${quota.day}, US Central)`],
    ...classes,
    ['Whole instance', instanceTotal === null ? 'not told yet' : `${count(instanceTotal)} calls today, as last told`],
    ['Last 20 s', `${quota.callsInWindow} of ${quota.windowCalls}`],
    ['At once', `${quota.openCalls} of ${quota.atOnce}`],
    ['Bulk extract', bulkLine(quota.bulk)],
    ['Resets', `${moment(resetsAt)}, in ${resetIn}`],
    ...(blockedUntil === null ? [] : [['Waiting', `until ${moment(blockedUntil)}: Marketo or our share said stop`]]),
  ]);
}

function bulkLine({ bytesToday, limitBytes, jobsOpen }: QuotaStatus['bulk']): string {
  return `${megabytes(bytesToday)} of ${megabytes(limitBytes)} today, ${count(jobsOpen)} ${jobsOpen === 1 ? 'job' : 'jobs'} open`;
}
