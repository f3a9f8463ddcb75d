import { once } from 'node:events';
import type { Command } from 'commander';
import { z } from 'zod';
import { isAppError } from '../../../model/errors/app-error.ts';
import type { TaskInput } from '../../tasks/index.ts';
import { type JsonLine, readNdjson } from '../activities/ndjson.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { count } from '../lib/format.ts';
import { openInput } from '../lib/input-file.ts';
import { say } from '../lib/output.ts';
import { withTasks } from './with-tasks.ts';

const options = z.object({ json: z.boolean().default(false) });

/** `problem`: why it was not made. */
type ResultLine = { line: number } & (
  | { result: 'created' | 'known'; id: string }
  | { result: 'rejected'; problem: string }
);

type Create = (given: TaskInput) => Promise<{ task: { id: string }; changed: boolean }>;

export function addTaskCreate(group: Command): void {
  group
    .command('create')
    .argument('<file>', 'NDJSON, one task per line; - for standard input')
    .summary('make reminder tasks from JSON lines')
    .description(
      'Makes reminder tasks, one JSON object per line, and prints one result per line. seller (address) and name are ' +
        'needed; id, kind (email, call, inMail, custom), personId (Marketo ID), status, priority (normal, high), due ' +
        '(YYYY-MM-DD) and details may be given. The same id again makes nothing twice. A task goes to Salesforce where the ' +
        'sync is on for its seller at that moment: see sellers set --tasks.',
    )
    .option('--json', 'results as JSON lines')
    .addHelpText(
      'after',
      `${examples([
        ['tasks create tasks.ndjson', 'a file'],
        ['tasks create - --json < tasks.ndjson', 'standard input, results for a script'],
      ])}

A line:
  {"id":"call-4711","seller":"sam@seller.example","name":"Call Ada","kind":"call","due":"2026-12-01"}`,
    )
    .action(
      action(options, async ({ json }, [file = '-']) => {
        const input = await openInput(file);
        if (file === '-' && process.stdin.isTTY) say('One JSON object per line, then Ctrl-D:');
        return withTasks(async (tasks) => {
          const totals = { created: 0, known: 0, rejected: 0 };
          try {
            for await (const line of readNdjson(input)) {
              const result = await made(line, (given) => tasks.create(given));
              totals[result.result] += 1;
              await write(json ? JSON.stringify(result) : words(result));
            }
          } finally {
            const { created, known, rejected } = totals;
            say(`Created ${count(created)}, known ${count(known)}, rejected ${count(rejected)}.`);
          }
          return totals.rejected === 0 ? undefined : EXIT.failed;
        });
      }),
    );
}

/** One that is wrong does not hold up its neighbours. */
async function made(given: JsonLine, create: Create): Promise<ResultLine> {
  const { line } = given;
  if ('problem' in given) return { line, result: 'rejected', problem: `line ${given.problem}` };
  try {
    // What it is, `create` finds out.
    const { task, changed } = await create(given.value as TaskInput);
    return { line, result: changed ? 'created' : 'known', id: task.id };
  } catch (error) {
    if (!isAppError(error) || error.entry.class !== 'record') throw error;
    return { line, result: 'rejected', problem: String(error.details.problem ?? error.entry.meaning) };
  }
}

function words(result: ResultLine): string {
  const head = `line ${result.line}: ${result.result}`;
  return result.result === 'rejected' ? `${head}: ${result.problem}` : `${head} ${result.id}`;
}

/** A slow reader slows the input down, and nothing piles up. */
async function write(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}
