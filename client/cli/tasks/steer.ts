import type { Command } from 'commander';
import { z } from 'zod';
import { type AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { TaskResult } from '../../tasks/index.ts';
import { action, examples } from '../lib/action.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { print, say } from '../lib/output.ts';
import { errorText } from '../lib/report.ts';
import { styleFor } from '../lib/style.ts';
import { taskId } from './fields.ts';
import { withTasks } from './with-tasks.ts';

const options = z.object({ json: z.boolean().default(false) });

const STEERS = {
  complete: {
    summary: 'mark reminder tasks complete',
    description: 'Marks tasks complete, here and in Salesforce. That beats any other change of the status there.',
    done: 'completed',
    already: 'was complete',
  },
  reopen: {
    summary: 'open completed reminder tasks again',
    description: 'Opens tasks again, here and in Salesforce, where they become Not Started.',
    done: 'reopened',
    already: 'was open',
  },
  delete: {
    summary: 'delete reminder tasks, in Salesforce too',
    description:
      'Deletes tasks, here and in Salesforce, where they stay in the recycle bin for 15 days. Whatever was changed there ' +
      'meanwhile is lost, and kept with the task as such.',
    done: 'deleted',
    already: 'was deleted',
  },
} as const;

export function addTaskSteering(group: Command): void {
  for (const name of ['complete', 'reopen', 'delete'] as const) {
    const { summary, description } = STEERS[name];
    group
      .command(name)
      .argument('<id...>', 'ids of tasks')
      .summary(summary)
      .description(description)
      .option('--json', 'results as JSON lines')
      .addHelpText(
        'after',
        examples([
          [`tasks ${name} call-4711`, 'one'],
          [`tasks ${name} call-4711 call-4712 --json`, 'several, results for a script'],
        ]),
      )
      .action(action(options, ({ json }, ids) => steer(name, [...new Set(ids.map(taskId))], json)));
  }
}

/** One that can't be does not hold up the others. */
function steer(name: keyof typeof STEERS, ids: readonly string[], json: boolean): Promise<number | undefined> {
  return withTasks(async (tasks) => {
    const failed = new Map<string, AppError>();
    for (const id of ids) {
      const result = await tasks[name](id).catch(recordError);
      if (isAppError(result)) failed.set(result.key, result);
      if (json) print(JSON.stringify(resultLine(id, result)));
      else if (!isAppError(result)) print(`${result.changed ? STEERS[name].done : STEERS[name].already} ${id}`);
    }
    for (const error of failed.values()) say(errorText(error, styleFor(process.stderr)));
    return failed.size === 0 ? undefined : EXIT.failed;
  });
}

function resultLine(id: string, result: TaskResult | AppError) {
  return isAppError(result) ? { id, changed: false, error: result.key } : { id, changed: result.changed, error: null };
}

function recordError(error: unknown): AppError {
  if (isAppError(error) && error.entry.class === 'record') return error;
  throw error;
}
