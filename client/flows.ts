import type { Client } from '@temporalio/client';
import type { Store } from '../store/types.ts';
import { workflowIds } from '../workflows/messages.ts';
import { isRunning } from './is-running.ts';
import type { PeopleFlows } from './people/flows.ts';
import type { createSalesActivities } from './sales-activities/index.ts';
import { ensureSchedules } from './schedules.ts';
import { areTasksFollowed, areTasksOn, wakeTasks } from './tasks/flow.ts';
import { temporalErrors } from './temporal-errors.ts';
import type { UnsubscribeFlows } from './unsubscribes/flows.ts';

interface Options {
  temporal: Client;
  store: Store;
  instance: string;
  people: PeopleFlows;
  activities: Pick<ReturnType<typeof createSalesActivities>, 'ensureSenders' | 'vendorsWaited'>;
  unsubscribes: UnsubscribeFlows;
}

/** All flows: MongoDB says which are on, Temporal runs them. */
export function createFlows({ temporal, store, instance, people, activities, unsubscribes }: Options) {
  const ids = workflowIds(instance);

  /** Starts what MongoDB says is on: after `start` and `resume`, and at a worker's start. */
  const ensureFlows = () =>
    temporalErrors(async () => {
      const [state, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
      // A paused scan asks Marketo nothing: it needs no workflow until it is resumed, and sees the pause by itself.
      if (state.initial === 'running') await people.initial();
      if (state.changes !== 'off') await people.changes();
      if (run?.state === 'running') await people.reconcile();
      if (state.changes === 'running' && (await arePushesWaited())) await people.pushes();
      await activities.ensureSenders();
      if (await areTasksOn(store)) await wakeTasks(temporal, instance);
      await ensureSchedules(temporal, instance);
      await unsubscribes.schedule();
      await unsubscribes.ensure();
    });

  /**
   * Starts the flows again when one that is on has no run: Temporal may be wiped while everyone lives on. Wakes nobody
   * otherwise, so it may be called as often as one likes. @returns whether one was missing
   */
  const restoreFlows = () =>
    temporalErrors(async () => {
      const [{ initial, changes }, run, tasks] = await Promise.all([
        store.peopleState.get(),
        store.reconcile.get(),
        areTasksOn(store),
      ]);
      const on = [
        ...(initial === 'running' ? [ids.peopleInitial] : []),
        ...(changes === 'off' ? [] : [ids.peopleChanges]),
        ...(run?.state === 'running' ? [ids.peopleReconcile] : []),
      ];
      if (changes === 'running' && (await arePushesWaited())) on.push(ids.peoplePush);
      on.push(...(await activities.vendorsWaited()).map(ids.sender));
      if (await unsubscribes.isWaited()) on.push(ids.unsubscribes);
      await unsubscribes.schedule();
      const runs = await Promise.all([...on.map(hasRun), !tasks || areTasksFollowed(temporal, instance)]);
      if (runs.every(Boolean)) return false;
      await ensureFlows();
      return true;
    });

  /** Somebody who was pushed is not read yet; without that, whoever pushes starts the flow. */
  const arePushesWaited = async () => (await store.pushes.waiting(1)).length > 0;

  const hasRun = (workflowId: string) => isRunning(temporal, workflowId);

  /** Those of these flows, by the names in their workflows' ids, that have no run. @throws AppError `temporal.*` */
  const missingFlows = <Name extends string>(names: readonly Name[]): Promise<Name[]> =>
    temporalErrors(async () => {
      // Without anything to look for the connection says nothing yet.
      if (names.length === 0) await temporal.workflowService.getSystemInfo({});
      const runs = await Promise.all(names.map((name) => hasRun(`${instance}/${name}`)));
      return names.filter((_, index) => runs[index] !== true);
    });

  /** Has whoever was pushed read again now. @throws AppError `temporal.*` */
  const wakePushes = async (): Promise<void> => {
    await temporalErrors(() => people.pushes());
  };

  return { ensureFlows, restoreFlows, missingFlows, wakePushes };
}
