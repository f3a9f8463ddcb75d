import { progress } from '../../workflows/messages.ts';
import type { Rig } from './rig.ts';
import type { Sync } from './sync.ts';
import { until } from './until.ts';

const LOOK_MS = 250;

/** Starts the flows of the people sync and lets them rest: all code is loaded, the field map is known. */
export async function runIdle({ temporal }: Rig, { store, client, ids }: Sync): Promise<void> {
  await store.settings.setPeople({ sync: false }, 'bench');
  await client.people.start();
  for (const id of [ids.peopleInitial, ids.peopleChanges]) {
    await until(
      `${id} at rest`,
      60_000,
      async () => (await temporal.workflow.getHandle(id).query(progress)).state === 'paused',
      LOOK_MS,
    );
  }
}

/** Lets them run until everybody is there. @returns seconds, to the moment that the worker stored */
export async function syncEverybody({ store, client }: Sync, people: number): Promise<number> {
  const startedAt = Date.now();
  await store.settings.setPeople({ sync: true }, 'bench');
  await client.ensureFlows();
  const isDone = async () => (await store.peopleState.get()).initial === 'complete';
  await until('the initial sync', 60_000 + people * 2, isDone, LOOK_MS);
  const { completedAt } = await store.peopleState.get();
  return ((completedAt?.getTime() ?? Number.NaN) - startedAt) / 1_000;
}
