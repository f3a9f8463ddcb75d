import type { Client } from '@temporalio/client';
import type { Store } from '../../store/types.ts';
import type { pushUnsubscribes, syncUnsubscribesNightly } from '../../workflows/index.ts';
import { searchAttributes, taskQueue, wake, workflowIds } from '../../workflows/messages.ts';
import { ensureNightlySchedule } from './schedule.ts';

const attributes = (flow: string) => [
  { key: searchAttributes.SyncFlow, value: flow },
  { key: searchAttributes.SyncState, value: 'starting' },
];

/** The workflows of the unsubscribes in Temporal; errors are Temporal's own. */
export function unsubscribeFlows(temporal: Client, instance: string, store: Pick<Store, 'unsubscribes' | 'settings'>) {
  const ids = workflowIds(instance);
  const common = {
    taskQueue: taskQueue(instance),
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  } as const;

  /** Starts what tells Salesforce, or wakes it. */
  const push = () =>
    temporal.workflow.signalWithStart<typeof pushUnsubscribes, []>('pushUnsubscribes', {
      ...common,
      workflowId: ids.unsubscribes,
      args: [{ v: 1, instance, sequence: null }],
      signal: wake,
      staticSummary: 'Tells Salesforce who is unsubscribed',
      typedSearchAttributes: attributes('unsubscribes'),
    });

  /** Compares everything now. Beside the Schedule's runs, which have ids of their own; they share their place. */
  const compare = () =>
    temporal.workflow.signalWithStart<typeof syncUnsubscribesNightly, []>('syncUnsubscribesNightly', {
      ...common,
      workflowId: ids.unsubscribesNightly,
      args: [{ v: 1, instance, asked: true }],
      signal: wake,
      staticSummary: 'Compares unsubscribes with Salesforce, both ways',
      typedSearchAttributes: attributes('unsubscribes-nightly'),
    });

  const isWaited = async (): Promise<boolean> => {
    const { waiting, sending, parked } = await store.unsubscribes.pushes();
    return waiting + sending + parked > 0;
  };

  return {
    push,
    compare,
    isWaited,
    /** Starts or wakes it where something waits that nobody may have told it of. */
    async pushWaiting(): Promise<void> {
      if ((await store.unsubscribes.pushes()).waiting > 0) await push();
    },
    schedule: async () => ensureNightlySchedule(temporal, instance, await store.settings.unsubscribes()),
    /** What a crash has left without a push is found again. */
    async ensure(): Promise<void> {
      await store.unsubscribes.requeue({ all: false });
      if (await isWaited()) await push();
    },
  };
}

export type UnsubscribeFlows = ReturnType<typeof unsubscribeFlows>;
