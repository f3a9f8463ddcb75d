import { comparableAddress } from '../../model/email-address.ts';
import type { TaskCounts } from '../../store/tasks/types.ts';
import type { Store } from '../../store/types.ts';

/** How reminder tasks stand. */
export interface TasksStatus extends TaskCounts {
  /** `tasks.sync`. */
  on: boolean;
  /** Sellers for whom it is on. */
  sellers: number;
}

/** Counted by the database. */
export async function readTasksStatus({
  tasks,
  settings,
  sellers,
}: Pick<Store, 'tasks' | 'settings' | 'sellers'>): Promise<TasksStatus> {
  const [{ sync: on }, synced] = await Promise.all([settings.tasks(), sellers.withTasks()]);
  const addresses = new Set(synced.map(({ email }) => comparableAddress(email)));
  const counts = await tasks.counts((seller) => on && addresses.has(seller));
  return { ...counts, on, sellers: synced.length };
}
