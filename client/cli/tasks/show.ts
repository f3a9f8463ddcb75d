import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import type { TaskView } from '../../tasks/view.ts';
import { remedyLines } from '../failures/lines.ts';
import { action, examples } from '../lib/action.ts';
import { moment, printable, table } from '../lib/format.ts';
import { print, printJson, say } from '../lib/output.ts';
import { taskId } from './fields.ts';
import { withTasks } from './with-tasks.ts';
import { changeWords, lostLine, syncWords } from './words.ts';

const options = z.object({ json: z.boolean().default(false) });

export function addTaskShow(group: Command): void {
  group
    .command('show')
    .argument('<id>', 'the task’s id')
    .summary('one reminder task, and how it is with Salesforce')
    .description(
      'Shows a task’s fields, how it is with Salesforce, and what conflicts between the two sides have cost.',
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', examples([['tasks show call-4711', 'fields, state, what was lost']]))
    .action(
      action(options, ({ json }, [given = '']) => {
        const id = taskId(given);
        return withTasks(async (tasks) => {
          const task = await tasks.show(id);
          if (task === null) throw new AppError('task.unknown', { details: { id } });
          if (json) printJson(task);
          else screen(task);
          return undefined;
        });
      }),
    );
}

function screen(task: TaskView): void {
  const { completedAt, completedIn, deletedAt, deletedIn, salesforce, lost } = task;
  const rows = [
    ['name', printable(task.name)],
    ['status', task.status],
    ['completed', changeWords('completed', completedAt, completedIn)],
    ['priority', task.priority],
    ['due', task.due ?? 'no day'],
    ['kind', task.kind],
    ['seller', printable(task.seller)],
    ['person', task.personId === null ? 'nobody' : String(task.personId)],
    ['made', `${moment(task.createdAt)} ${task.origin === 'actions' ? 'here' : 'in Salesforce'}`],
    ['deleted', changeWords('deleted', deletedAt, deletedIn)],
  ];
  for (const line of table(rows)) print(line);
  if (task.details !== null) for (const line of ['', ...task.details.split('\n').map(printable)]) print(line);
  print();
  print(`Salesforce: ${syncWords(task)}`);
  if (salesforce.error !== null) for (const line of remedyLines(salesforce.error)) print(line);
  if (lost.length > 0) print('Lost in conflicts:');
  for (const one of lost) print(`  ${lostLine(one)}`);
  if (salesforce.error !== null)
    say(`Once the cause is gone: change the task, or actions-sync failures retry --key ${salesforce.error}`);
}
