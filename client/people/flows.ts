import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { reconcilePeople, syncPeopleChanges, syncPeopleInitial, syncPeoplePushes } from '../../workflows/index.ts';
import { type RereadSummary, wake, workflowIds } from '../../workflows/messages.ts';
import { startOptions } from '../start-options.ts';

/** The workflows of the people sync in Temporal: each is started, or woken where it runs. Errors are Temporal's own. */
export function peopleFlows(temporal: Client, instance: string) {
  const ids = workflowIds(instance);

  return {
    /** `takeOver`: a run that still ends after a cancellation would swallow the signal and be gone. */
    initial: ({ takeOver = false } = {}) =>
      temporal.workflow.signalWithStart<typeof syncPeopleInitial, []>('syncPeopleInitial', {
        ...startOptions(instance, 'people-initial'),
        ...(takeOver ? { workflowIdConflictPolicy: 'TERMINATE_EXISTING' } : {}),
        workflowId: ids.peopleInitial,
        args: [{ v: 1, instance, pieces: 0 }],
        signal: wake,
        staticSummary: 'Reads everyone in Marketo once',
      }),
    changes: () =>
      temporal.workflow.signalWithStart<typeof syncPeopleChanges, []>('syncPeopleChanges', {
        ...startOptions(instance, 'people-changes'),
        workflowId: ids.peopleChanges,
        args: [{ v: 1, instance, sequence: null }],
        signal: wake,
        staticSummary: 'Follows Marketo’s change feeds',
      }),
    reconcile: () =>
      temporal.workflow.signalWithStart<typeof reconcilePeople, []>('reconcilePeople', {
        ...startOptions(instance, 'people-reconcile'),
        workflowId: ids.peopleReconcile,
        args: [{ v: 1, instance, pieces: 0 }],
        signal: wake,
        staticSummary: 'Compares everyone in Marketo with MongoDB',
      }),
    pushes: () =>
      temporal.workflow.signalWithStart<typeof syncPeoplePushes, []>('syncPeoplePushes', {
        ...startOptions(instance, 'people-push'),
        workflowId: ids.peoplePush,
        args: [{ v: 1, instance, sequence: null }],
        signal: wake,
        staticSummary: 'Reads people again whom Marketo’s webhooks push',
      }),

    /** Asks the changes flow for something, and starts it where it does not run. */
    update: <Args extends [] | [{ ids: number[] }]>(definition: UpdateDefinition<RereadSummary, Args>, args: Args) =>
      temporal.workflow.executeUpdateWithStart<typeof syncPeopleChanges, RereadSummary, Args>(definition, {
        updateId: randomUUID(),
        args,
        startWorkflowOperation: new WithStartWorkflowOperation<typeof syncPeopleChanges>('syncPeopleChanges', {
          ...startOptions(instance, 'people-changes'),
          workflowId: ids.peopleChanges,
          args: [{ v: 1, instance, sequence: null }],
        }),
      }),
  };
}

export type PeopleFlows = ReturnType<typeof peopleFlows>;
