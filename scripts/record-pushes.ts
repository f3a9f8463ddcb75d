import type { Client } from '@temporalio/client';
import { BURST_PEOPLE } from '../activities/push/folding.ts';
import type { createActionsSyncClient } from '../client/index.ts';
import type { MarketoId } from '../model/ids.ts';
import type { MarketoInstance } from '../simulators/marketo/index.ts';
import type { Store } from '../store/types.ts';
import { workflowIds } from '../workflows/messages.ts';
import type { Recorder } from './recorder.ts';

interface Options {
  client: Client;
  actions: ReturnType<typeof createActionsSyncClient>;
  store: Store;
  instance: string;
  marketo: MarketoInstance;
}

const someone = (count: number) => Array.from({ length: count }, (_, index) => index + 1) as MarketoId[];

/** The flow of the pushes: stopped by a right that is missing, at work, paused, and left to polling. Changes must be on. */
export async function recordPushes(
  { client, actions, store, instance, marketo }: Options,
  { until, reached, save }: Recorder,
): Promise<void> {
  const pushes = client.workflow.getHandle(workflowIds(instance).peoplePush);
  const count = async () => (await store.pushes.state()).read;
  marketo.setFaults([{ match: { class: 'leads' }, do: { code: '603' } }]);
  await store.pushes.add(someone(3));
  await actions.wakePushes();
  await reached(pushes, 'blocked');
  marketo.setFaults([]);
  await actions.wakePushes();
  await until('they are read', async () => (await count()) >= 3);
  await actions.people.pause('changes');
  await reached(pushes, 'paused');
  await actions.people.resume('changes');
  await store.pushes.add(someone(BURST_PEOPLE + 1));
  await actions.wakePushes();
  await reached(pushes, 'left to polling');
  await until('polling was woken', async () => (await store.pushes.depth()) === 0);
  await save('syncPeoplePushes/blocked-paused-left-to-polling', pushes);
  await pushes.terminate();
}
