import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { WokenFlow } from '../model/settings/groups.ts';
import { SETTINGS } from '../model/settings/registry.ts';
import type { Store } from '../store/types.ts';
import { wake, workflowIds } from '../workflows/messages.ts';
import { areTasksOn, wakeTasks } from './tasks/flow.ts';
import { temporalErrors } from './temporal-errors.ts';
import type { UnsubscribeFlows } from './unsubscribes/flows.ts';

interface Options {
  temporal: Client;
  store: Pick<Store, 'settings' | 'sellers'>;
  instance: string;
  unsubscribes: Pick<UnsubscribeFlows, 'schedule'>;
}

/** Has the flows that sleep on an old setting look at MongoDB now. */
export function createSettingEffects({ temporal, store, instance, unsubscribes }: Options) {
  const ids = workflowIds(instance);
  const signal = (workflowId: string) => () => wakeIfRunning(temporal, workflowId);
  const reach: Record<WokenFlow, () => Promise<void>> = {
    'people-initial': signal(ids.peopleInitial),
    'people-changes': signal(ids.peopleChanges),
    'people-reconcile': signal(ids.peopleReconcile),
    'sender-marketo': signal(ids.sender('marketo')),
    'sender-salesforce': signal(ids.sender('salesforce')),
    // The one that may never have run.
    tasks: async () => ((await areTasksOn(store)) ? wakeTasks(temporal, instance) : wakeIfRunning(temporal, ids.tasks)),
    unsubscribes: signal(ids.unsubscribes),
    'unsubscribes-nightly': unsubscribes.schedule,
  };

  return {
    /**
     * After these settings (public keys) were changed: whoever sleeps on an old value is woken, a Schedule gets its new
     * time. Safe to repeat. @returns the flows that were reached @throws AppError `temporal.*`, `store.*`
     */
    settingsChanged: (keys: readonly string[]): Promise<WokenFlow[]> =>
      temporalErrors(async () => {
        const changed = new Set(keys);
        const woken = new Set(SETTINGS.flatMap(({ key, wakes }) => (changed.has(key) ? wakes : [])));
        await Promise.all([...woken].map((flow) => reach[flow]()));
        return [...woken];
      }),
  };
}

/** One that does not run reads MongoDB when it is started. */
async function wakeIfRunning(temporal: Client, workflowId: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(workflowId).signal(wake);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
