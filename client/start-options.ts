import type { SearchAttributePair } from '@temporalio/common';
import { searchAttributes, taskQueue } from '../workflows/messages.ts';

/**
 * How the workflow of a flow is started: at most one at a time under its id, again after its end. Whether there is anything
 * to do is MongoDB's to say, not Temporal's retention.
 */
export function startOptions(instance: string, flow: string, state = 'starting') {
  const typedSearchAttributes: SearchAttributePair[] = [
    { key: searchAttributes.SyncFlow, value: flow },
    { key: searchAttributes.SyncState, value: state },
  ];
  return {
    taskQueue: taskQueue(instance),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    typedSearchAttributes,
  } as const;
}
