import type { Client } from '@temporalio/client';
import { searchAttributes, taskQueue, wake, workflowIds } from '../../workflows/messages.ts';
import { temporalErrors } from '../temporal-errors.ts';

/** Starts the flow of reminder tasks where it does not run, and has it look at MongoDB now. */
export async function wakeTasks(temporal: Client, instance: string): Promise<void> {
  await temporalErrors(() =>
    temporal.workflow.signalWithStart('syncTasks', {
      taskQueue: taskQueue(instance),
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowId: workflowIds(instance).tasks,
      args: [{ v: 1, instance, sequence: null }],
      signal: wake,
      staticSummary: 'Syncs reminder tasks with Salesforce, both ways',
      typedSearchAttributes: [
        { key: searchAttributes.SyncFlow, value: 'tasks' },
        { key: searchAttributes.SyncState, value: 'starting' },
      ],
    }),
  );
}
