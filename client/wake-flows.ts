import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { WokenFlow } from '../model/settings/groups.ts';
import type { Store } from '../store/types.ts';
import { wake, workflowIds } from '../workflows/messages.ts';
import { areTasksOn, wakeTasks } from './tasks/flow.ts';
import { temporalErrors } from './temporal-errors.ts';
import { wakeNightly } from './unsubscribes/schedule.ts';

interface Options {
  temporal: Client;
  store: Pick<Store, 'settings' | 'sellers'>;
  instance: string;
}

/** Has a flow that runs look at MongoDB and its vendor now, by the flow's name. Errors are Temporal's own. */
export function flowWakers({ temporal, store, instance }: Options): Record<WokenFlow, () => Promise<void>> {
  const ids = workflowIds(instance);
  const signal = (workflowId: string) => () => wakeIfRunning(temporal, workflowId);
  return {
    'people-initial': signal(ids.peopleInitial),
    'people-changes': signal(ids.peopleChanges),
    'people-reconcile': signal(ids.peopleReconcile),
    'people-push': signal(ids.peoplePush),
    'sender-marketo': signal(ids.sender('marketo')),
    'sender-salesforce': signal(ids.sender('salesforce')),
    // The one that may never have run.
    tasks: async () => ((await areTasksOn(store)) ? wakeTasks(temporal, instance) : wakeIfRunning(temporal, ids.tasks)),
    unsubscribes: signal(ids.unsubscribes),
    'unsubscribes-nightly': () => wakeNightly(temporal, instance, (workflowId) => wakeIfRunning(temporal, workflowId)),
  };
}

/** The same for any name of a flow: those that nobody can wake go on by themselves. @throws AppError `temporal.*` */
export function createWake(options: Options): (flow: string) => Promise<void> {
  const wakers = flowWakers(options);
  const isWoken = (flow: string): flow is WokenFlow => Object.hasOwn(wakers, flow);
  return (flow) => temporalErrors(async () => (isWoken(flow) ? wakers[flow]() : undefined));
}

/** One that does not run reads MongoDB when it is started. */
async function wakeIfRunning(temporal: Client, workflowId: string): Promise<void> {
  try {
    await temporal.workflow.getHandle(workflowId).signal(wake);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
