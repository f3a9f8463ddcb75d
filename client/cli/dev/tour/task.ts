import { sellersOf } from '../burst/compare.ts';
import type { Tour } from './types.ts';
import { since, until } from './until.ts';

/** A reminder task made here goes out; completed in Salesforce, it is complete here. @returns all came as it should */
export async function showTask(tour: Tour, personId: number): Promise<boolean> {
  const { client, store, say, signal, salesforce } = tour;
  const [seller] = await sellersOf(salesforce.controlUrl);
  if (seller === undefined) {
    say('Task          no user of the simulated Salesforce can own a Task');
    return false;
  }
  await store.sellers.setTasks(seller, true, 'dev');
  await tour.wakeTasks();
  const madeAt = Date.now();
  const { task } = await client.tasks.create({ seller, name: 'Call back about the offer', kind: 'call', personId });
  const taskId = await until(async () => (await client.tasks.show(task.id))?.salesforce.taskId ?? null, signal);
  if (taskId === null) {
    say('Task          did not reach Salesforce; see `actions-sync tasks list`');
    return false;
  }
  const there = since(madeAt);
  const completedAt = Date.now();
  await salesforce.act('PATCH', `/records/${taskId}`, { values: { Status: 'Completed' } });
  const done = await until(async () => {
    const seen = await client.tasks.show(task.id);
    return seen?.completedIn === 'salesforce' ? seen : null;
  }, signal);
  if (done === null) {
    say(`Task          ${taskId} in Salesforce after ${there}; completed there, it did not become complete here`);
    return false;
  }
  say(
    `Task          ${taskId} in Salesforce after ${there}; completed there, complete here ${since(completedAt)} later`,
  );
  return true;
}
