import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Store } from '../../store/types.ts';
import type { syncTasks } from '../../workflows/index.ts';
import { searchAttributes, wake, workflowIds } from '../../workflows/messages.ts';
import { startOptions } from '../start-options.ts';
import { temporalErrors } from '../temporal-errors.ts';

const FLOW = 'tasks';
/** While the sync is off the flow waits without a timer. */
const OFF = 'off';

/**
 * Starts the flow of the reminder tasks, or has it look at MongoDB now: after a change of a task, a seller or a setting.
 * @throws AppError `temporal.*`
 */
export async function wakeTasks(temporal: Client, instance: string): Promise<void> {
  await temporalErrors(() =>
    temporal.workflow.signalWithStart<typeof syncTasks, []>('syncTasks', {
      ...startOptions(instance, FLOW),
      workflowId: workflowIds(instance).tasks,
      args: [{ v: 1, instance, sequence: null }],
      signal: wake,
      staticSummary: 'Syncs reminder tasks with Salesforce',
    }),
  );
}

/** Whether there is anything to sync: `tasks.sync` is on, and so is a seller. */
export async function areTasksOn({ settings, sellers }: Pick<Store, 'settings' | 'sellers'>): Promise<boolean> {
  return (await settings.tasks()).sync && (await sellers.withTasks()).length > 0;
}

/** Whether the flow follows Salesforce: it runs, and has noticed that it is on. */
export async function areTasksFollowed(temporal: Client, instance: string): Promise<boolean> {
  try {
    const run = await temporal.workflow.getHandle(workflowIds(instance).tasks).describe();
    return run.status.name === 'RUNNING' && run.typedSearchAttributes.get(searchAttributes.SyncState) !== OFF;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
