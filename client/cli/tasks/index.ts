import type { Command } from 'commander';
import { addTaskCreate } from './create.ts';
import { addTaskEdit } from './edit.ts';
import { addTaskList } from './list.ts';
import { addTaskShow } from './show.ts';
import { addTaskSteering } from './steer.ts';

export function addTasks(program: Command): void {
  const group = program
    .command('tasks')
    .summary('reminder tasks of sellers, two ways with Salesforce')
    .helpCommand(false)
    .description(
      'Reminder tasks. They are synced with Salesforce both ways where tasks.sync is on and it is on for the seller ' +
        '(actions-sync sellers set --tasks on): docs/tasks.md says how.',
    )
    .usage('<subcommand> [options]');
  for (const add of [addTaskList, addTaskShow, addTaskCreate, addTaskEdit, addTaskSteering]) add(group);
}
