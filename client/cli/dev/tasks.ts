import type { Store } from '../../../store/types.ts';
import { sellersOf } from './burst/compare.ts';

/** Syncs the reminder tasks of every user of the simulated org. */
export async function switchOnTasks(store: Store, salesforceControl: string, intervalMs: number): Promise<void> {
  for (const email of await sellersOf(salesforceControl)) await store.sellers.setTasks(email, true, 'dev');
  await store.settings.setTasks({ sync: true, intervalMs }, 'dev');
}
