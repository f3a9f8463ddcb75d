import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { reconcilePeople, syncPeopleChanges, syncPeopleInitial } from '../../workflows/index.ts';
import { type RereadSummary, searchAttributes, taskQueue, wake, workflowIds } from '../../workflows/messages.ts';

/** The workflows of the people sync in Temporal: each is started, or woken where it runs. Errors are Temporal's own. */
export function peopleFlows(temporal: Client, instance: string) {
  const ids = workflowIds(instance);
  const common = {
    taskQueue: taskQueue(instance),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  } as const;
  const attributes = (flow: string) => [
    { key: searchAttributes.SyncFlow, value: flow },
    { key: searchAttributes.SyncState, value: 'starting' },
  ];

  return {
    /** `takeOver`: a run that still ends after a cancellation would swallow the signal and be gone. */
    initial: ({ takeOver = false } = {}) =>
      temporal.workflow.signalWithStart<typeof syncPeopleInitial, []>('syncPeopleInitial', {
        ...common,
        ...(takeOver ? { workflowIdConflictPolicy: 'TERMINATE_EXISTING' } : {}),
        workflowId: ids.peopleInitial,
        args: [{ v: 1, instance, pieces: 0 }],
        signal: wake,
        staticSummary: 'Reads everyone in Marketo once',
        typedSearchAttributes: attributes('people-initial'),
      }),
    changes: () =>
      temporal.workflow.signalWithStart<typeof syncPeopleChanges, []>('syncPeopleChanges', {
        ...common,
        workflowId: ids.peopleChanges,
        args: [{ v: 1, instance, sequence: null }],
        signal: wake,
        staticSummary: 'Follows Marketo’s change feeds',
        typedSearchAttributes: attributes('people-changes'),
      }),
    reconcile: () =>
      temporal.workflow.signalWithStart<typeof reconcilePeople, []>('reconcilePeople', {
        ...common,
        workflowId: ids.peopleReconcile,
        args: [{ v: 1, instance, pieces: 0 }],
        signal: wake,
        staticSummary: 'Compares everyone in Marketo with MongoDB',
        typedSearchAttributes: attributes('people-reconcile'),
      }),

    /** Asks the changes flow for something, and starts it where it does not run. */
    update: <Args extends [] | [{ ids: number[] }]>(definition: UpdateDefinition<RereadSummary, Args>, args: Args) =>
      temporal.workflow.executeUpdateWithStart<typeof syncPeopleChanges, RereadSummary, Args>(definition, {
        updateId: randomUUID(),
        args,
        startWorkflowOperation: new WithStartWorkflowOperation<typeof syncPeopleChanges>('syncPeopleChanges', {
          ...common,
          workflowId: ids.peopleChanges,
          args: [{ v: 1, instance, sequence: null }],
        }),
      }),
  };
}

export type PeopleFlows = ReturnType<typeof peopleFlows>;
