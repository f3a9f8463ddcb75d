import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import type { TaskView } from '../../tasks/view.ts';
import { action, examples, whole } from '../lib/action.ts';
import { count, printable } from '../lib/format.ts';
import { openInput } from '../lib/input-file.ts';
import { usage } from '../lib/normalize.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { day, oneOf, time } from './fields.ts';
import { withTasks } from './with-tasks.ts';

const options = z.object({
  seller: z.string().optional(),
  status: z.enum(['open', 'complete']).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  person: z.number().optional(),
  since: z.date().optional(),
  all: z.boolean().default(false),
  limit: z.number(),
  json: z.boolean().default(false),
});

export function addTaskList(group: Command): void {
  group
    .command('list')
    .summary('reminder tasks, of a seller or all')
    .description(
      'Lists reminder tasks, what is due first on top; as JSON by id. Deleted ones, and those that belong to somebody in Salesforce who is no seller here, ' +
        'come only with --all. A seller’s address comes from a file or standard input, never as an argument.',
    )
    .option('--seller <file>', 'of the seller whose address is in this file; - for standard input')
    .option('--status <status>', 'open or complete', oneOf('open', 'complete'))
    .option('--from <day>', 'due on this day or later', day)
    .option('--to <day>', 'due on this day or before', day)
    .option('--person <id>', 'about the person with this Marketo ID', whole(1, Number.MAX_SAFE_INTEGER))
    .option('--since <time>', 'changed since this time, such as 2026-12-01T10:00:00Z', time)
    .option('--all', 'those too that are in nobody’s list')
    .option('--limit <n>', 'at most so many', whole(1, 10_000_000), 1_000)
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['tasks list --status open --to 2026-12-01', 'what is due'],
        ['tasks list --all --since 2026-12-01T10:00:00Z --json', 'what an app has not seen yet'],
        ['tasks list --seller - --json < address.txt', 'one seller’s, for a script'],
      ]),
    )
    .action(
      action(
        options,
        async ({
          json,
          limit,
          seller: file,
          from: dueFrom,
          to: dueTo,
          person: personId,
          since: changedSince,
          ...rest
        }) => {
          const seller = file === undefined ? undefined : await addressIn(file);
          return withTasks(async (tasks) => {
            const found = first(tasks.list({ ...rest, seller, dueFrom, dueTo, personId, changedSince }), limit);
            const shown = json ? await writeLines(found, process.stdout) : await show(found);
            if (shown === limit) say(`These are the first ${count(limit)}: give --limit for more.`);
            return undefined;
          });
        },
      ),
    );
}

async function addressIn(file: string): Promise<string> {
  if (file === '-' && process.stdin.isTTY) say('E-mail address of the seller, then Ctrl-D:');
  const lines = (await text(await openInput(file))).split('\n').filter((line) => line.trim() !== '');
  const [address, ...more] = lines;
  if (address === undefined) throw usage('there is no address in it', 'Give a file with one seller’s address.');
  if (more.length > 0) throw usage('there is more than one address in it', 'Give one seller at a time.');
  return address;
}

async function* first(found: AsyncIterable<TaskView>, limit: number): AsyncGenerator<TaskView> {
  let given = 0;
  for await (const task of found) {
    yield task;
    given += 1;
    if (given >= limit) return;
  }
}

const STATES = { notSynced: 'not synced', waiting: 'waiting', synced: 'synced', refused: 'REFUSED', parted: 'parted' };

/** What is due first comes first. @returns how many */
async function show(found: AsyncIterable<TaskView>): Promise<number> {
  const tasks: TaskView[] = [];
  for await (const task of found) tasks.push(task);
  if (tasks.length === 0) say('No such task. Make one: actions-sync tasks create --help');
  else print(line('DUE', 'PRIORITY', 'STATUS', 'SALESFORCE', 'ID', 'NAME'));
  for (const { id, due, priority, status, deletedAt, salesforce, name } of tasks.toSorted(byDue)) {
    const now = deletedAt === null ? status : 'deleted';
    print(line(due ?? 'no day', priority, now, STATES[salesforce.state], id, printable(name)));
  }
  return tasks.length;
}

/** Those without a day last. */
function byDue(one: TaskView, other: TaskView): number {
  const [left, right] = [one.due ?? '9999', other.due ?? '9999'];
  return left < right ? -1 : left > right ? 1 : 0;
}

function line(due: string, priority: string, status: string, salesforce: string, id: string, name: string): string {
  return `${due.padEnd(10)}  ${priority.padEnd(8)}  ${status.padEnd(8)}  ${salesforce.padEnd(10)}  ${id.padEnd(36)}  ${name}`;
}
