import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { isErrorKey } from '../../../model/errors/registry.ts';
import { errorText } from '../../../model/errors/text.ts';
import type { Store } from '../../../store/types.ts';
import type { createActivityFailures, FailedActivity, FailureSelection } from '../../sales-activities/failures.ts';
import type { createTaskFailures, FailedTask } from '../../tasks/failures.ts';
import { action, examples, whole } from '../lib/action.ts';
import { count, moment } from '../lib/format.ts';
import { print, say, writeLines } from '../lib/output.ts';
import { withSession } from '../lib/session.ts';
import { activityFailures } from './activity-failures.ts';
import { type FlowFailure, failureLine, remedyLines, VENDOR_NAMES } from './lines.ts';
import { activityId, selectionOptions, vendor } from './selection.ts';
import { failedTaskLine, taskFailures, taskSelection } from './task-failures.ts';

const FLOWS = 1_000;
const { vendor: ofVendor } = selectionOptions;
const options = z.object({ json: z.boolean().default(false), limit: z.number(), vendor: ofVendor });

export function addShow(group: Command): void {
  group
    .command('show')
    .argument('<key-or-id>', 'an error’s key, or the id of a sales activity or reminder task')
    .summary('the records behind one error')
    .description(
      'Shows what failed with one error, or how one sales activity or reminder task failed: ids, times and tries alone.',
    )
    .option('--vendor <name>', 'marketo or salesforce', vendor)
    .option('--limit <n>', 'at most so many', whole(1, 10_000_000), 50)
    .option('--json', 'one JSON document per line')
    .addHelpText(
      'after',
      examples([
        ['failures show activity.personUnknown', 'all that failed with it'],
        ['failures show call-4711', 'one activity'],
      ]),
    )
    .action(
      action(options, ({ json, limit, vendor: of }, [subject = '']) =>
        withSession(async (session) => {
          const [store, failures, taskFailed] = await Promise.all([
            session.store(),
            activityFailures(session),
            taskFailures(session),
          ]);
          const wanted = await resolve(failures, taskFailed, subject);
          const flows = of === undefined && wanted.key !== undefined ? await flowFailures(store, wanted.key) : [];
          const rows = first(failures.show({ ...wanted, vendor: of }), limit);
          const ofTasks = taskSelection({ ...wanted, vendor: of });
          const tasks = ofTasks === null ? [] : await firstOf(taskFailed.show(ofTasks), limit);
          const found = json
            ? await writeLines(all(flows, rows, tasks), process.stdout)
            : (await screen(flows, rows)) + taskScreen(tasks);
          if (found === 0) throw new AppError('activity.notFailed', { details: { asked: subject } });
          const many = await failures.count({ ...wanted, vendor: of });
          if (!json && many > limit) say(`These are ${count(limit)} of ${count(many)}: give --limit for more.`);
          return undefined;
        }),
      ),
    );
}

/** A key of this version, or one that something has failed with; anything else is the id of an activity or task. */
async function resolve(
  failures: Pick<ReturnType<typeof createActivityFailures>, 'list'>,
  taskFailed: Pick<ReturnType<typeof createTaskFailures>, 'list'>,
  subject: string,
): Promise<FailureSelection> {
  if (isErrorKey(subject)) return { key: subject };
  const known = [...(await failures.list()), ...(await taskFailed.list())];
  if (known.some(({ key }) => key === subject)) return { key: subject };
  return { ids: [activityId(subject)] };
}

async function flowFailures(store: Store, key: string): Promise<FlowFailure[]> {
  return (await store.failures.list(FLOWS)).filter((row) => row.key === key);
}

async function* first<T>(rows: AsyncIterable<T>, limit: number): AsyncGenerator<T> {
  let given = 0;
  for await (const row of rows) {
    yield row;
    given += 1;
    if (given >= limit) return;
  }
}

async function firstOf<T>(rows: AsyncIterable<T>, limit: number): Promise<T[]> {
  const found: T[] = [];
  for await (const row of first(rows, limit)) found.push(row);
  return found;
}

async function* all(
  flows: readonly FlowFailure[],
  rows: AsyncIterable<FailedActivity>,
  tasks: readonly FailedTask[],
): AsyncGenerator<unknown> {
  for (const row of flows) yield { ...row, ...errorText(row.key) };
  for await (const row of rows) yield { flow: 'sales-activities', ...row };
  for (const row of tasks) yield { flow: 'tasks', vendor: 'salesforce', ...row };
}

/** @returns how many lines it found something for */
function taskScreen(tasks: readonly FailedTask[]): number {
  let told: string | null = null;
  for (const task of tasks) {
    if (told !== task.key)
      for (const line of [`${errorText(task.key).meaning} (${task.key})`, ...remedyLines(task.key)]) print(line);
    told = task.key;
    print(failedTaskLine(task));
  }
  if (told !== null) say('Fields: actions-sync tasks show ID. Once the cause is gone: actions-sync failures retry');
  return tasks.length;
}

/** @returns how many lines it found something for */
async function screen(flows: readonly FlowFailure[], rows: AsyncIterable<FailedActivity>): Promise<number> {
  let found = flows.length;
  let told: string | null = null;
  for (const row of flows) for (const line of [failureLine(row, new Date()), ...remedyLines(row.key)]) print(line);
  for await (const { id, vendor: of, personId, key, failedAt, tries, inDoubt } of rows) {
    // With one key it is said once, on top.
    if (told !== key) for (const line of [`${errorText(key).meaning} (${key})`, ...remedyLines(key)]) print(line);
    told = key;
    found += 1;
    const doubt = inDoubt ? ', the last call in doubt' : '';
    print(`${moment(failedAt)}  ${VENDOR_NAMES[of].padEnd(10)}  ${id}  person ${personId}, ${tried(tries)}${doubt}`);
  }
  if (told !== null)
    say('Attributes: actions-sync activities show ID. Once the cause is gone: actions-sync failures retry');
  return found;
}

function tried(tries: number): string {
  return tries === 0 ? 'never sent' : tries === 1 ? 'tried once' : `tried ${count(tries)} times`;
}
