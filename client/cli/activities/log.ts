import { once } from 'node:events';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Store } from '../../../store/types.ts';
import { logSalesActivities } from '../../sales-activities/log.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count } from '../lib/format.ts';
import { openInput } from '../lib/input-file.ts';
import { say } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { logLines, type ResultLine } from './log-lines.ts';
import { Starts } from './start-behind.ts';
import { untilOver } from './wait.ts';

const options = z.object({ json: z.boolean().default(false), wait: z.boolean().default(false) });

export function addLog(group: Command): void {
  group
    .command('log')
    .argument('<file>', 'NDJSON, one activity per line; - for standard input')
    .summary('take sales activities as JSON lines')
    .description(
      'Takes sales activities, one JSON object per line (format: docs/sales-activity.schema.json), and prints one result ' +
        'per line. What is accepted is stored and logged in time, whatever fails afterwards. The same id again changes nothing.',
    )
    .option('--json', 'results as JSON lines')
    .option('--wait', 'stay until everything accepted is logged, or waits for something')
    .addHelpText(
      'after',
      examples([
        ['activities log today.ndjson', 'a file'],
        ['activities log - --json < today.ndjson', 'standard input, results for a script'],
      ]),
    )
    .action(
      action(options, async ({ json, wait }, [file = '-']) => {
        const input = await openInput(file);
        return withSession(async ({ store: openStore, temporal, env }) => {
          const store = await openStore();
          const starts = new Starts({ store, temporal, instance: env.ACTIONS_SYNC_INSTANCE });
          const totals = { accepted: 0, known: 0, rejected: 0 };
          const ids: string[] = [];
          try {
            for await (const line of logLines(input, (values) => take(store, values))) {
              totals[line.result] += 1;
              if (line.result === 'accepted') {
                starts.begin();
                if (wait) ids.push(line.id);
              }
              await write(json ? JSON.stringify(line) : text(line));
            }
          } finally {
            say(
              `Accepted ${count(totals.accepted)}, known ${count(totals.known)}, rejected ${count(totals.rejected)}.`,
            );
          }
          say(await starts.end());
          if (wait) say(await untilOver(store, ids));
          return totals.rejected === 0 ? undefined : EXIT.failed;
        });
      }),
    );
}

function take(store: Store, values: readonly unknown[]) {
  return logSalesActivities({ store, clock: { now: () => new Date() } }, values);
}

/** A slow reader slows the intake down, and nothing piles up. */
async function write(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

function text(line: ResultLine): string {
  const head = `line ${line.line}: ${line.result}`;
  if (line.result !== 'rejected') return `${head} ${line.id}`;
  const problems = line.problems.map(({ field, reason }) => `${field} ${reason}`).join('; ');
  return `${head}${line.id === null ? '' : ` ${line.id}`}: ${problems}`;
}
