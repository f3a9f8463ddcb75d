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
  const [counts, { sync: on }, synced] = await Promise.all([tasks.counts(), settings.tasks(), sellers.withTasks()]);
  return { ...counts, on, sellers: synced.length };
}
