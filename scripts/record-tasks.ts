import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createTaskActivities } from '../activities/tasks/index.ts';
import { wakeTasks } from '../client/tasks/flow.ts';
import { createTasks } from '../client/tasks/index.ts';
import { systemClock } from '../net/system-clock.ts';
import { createSalesforceClient } from '../salesforce/index.ts';
import { startSalesforceSimulator } from '../simulators/salesforce/index.ts';
import type { Store } from '../store/types.ts';
import { activityErrors } from '../worker/errors.ts';
import { taskQueue, workflowIds } from '../workflows/messages.ts';
import type { Recorder } from './recorder.ts';

interface Rig {
  client: Client;
  store: Store;
  instance: string;
  address: string;
}

const SELLER = 'seller@example.com';
const LIMIT = 'REQUEST_LIMIT_EXCEEDED';

/** The flow of reminder tasks with a worker of its own: it alone of the flows recorded has a Salesforce. */
export async function recordTasks(
  { client, store, instance, address }: Rig,
  { reached, save }: Pick<Recorder, 'reached' | 'save'>,
): Promise<void> {
  const simulator = await startSalesforceSimulator({ people: 10 });
  const { loginUrl, clientId, clientSecret } = simulator;
  const salesforce = createSalesforceClient({ loginUrl, clientId, clientSecret });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue: taskQueue(instance),
    workflowBundle: { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) },
    activities: createTaskActivities({ store, salesforce, clock: systemClock, instance }),
    interceptors: { activity: [() => ({ inbound: activityErrors })] },
  });
  const handle = client.workflow.getHandle(workflowIds(instance).tasks);
  try {
    await worker.runUntil(async () => {
      const wakeUp = () => wakeTasks(client, instance);
      await wakeUp();
      await reached(handle, 'off');
      await store.settings.setTasks({ sync: true, intervalMs: 1_000 }, 'save-histories');
      await store.sellers.set(SELLER, { salesforceUserId: userOf(simulator) }, 'save-histories');
      await store.sellers.setTasks(SELLER, true, 'save-histories');
      await wakeUp();
      await reached(handle, 'following');
      await createTasks({ store, instance, wake: wakeUp }).create({ name: 'Call back', seller: SELLER });
      const [org] = simulator.orgs;
      org?.faults.set([{ match: { class: 'query' }, do: { error: LIMIT } }]);
      await reached(handle, 'waiting for quota');
      org?.faults.set([]);
      await wakeUp();
      await reached(handle, 'following');
      await save('syncTasks/off-following-quota', handle);
      await handle.terminate();
    });
  } finally {
    await connection.close();
    await salesforce.close();
    await simulator.close();
  }
}

function userOf({ orgs: [org] }: Awaited<ReturnType<typeof startSalesforceSimulator>>): string {
  const users = [...(org?.store.table('User').all() ?? [])];
  return String(users.at(-1)?.get('Id'));
}
