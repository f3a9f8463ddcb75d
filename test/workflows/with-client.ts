import { createActionsSyncClient } from '../../client/index.ts';
import { openTestStore } from '../store/open.ts';
import { startFlows } from './flows.ts';
import type { Activities } from './temporal.ts';

/** The typed client over a database of its own and a worker of these activities. */
export async function withClient(activities: Partial<Activities>) {
  const { store, db } = await openTestStore();
  const flows = await startFlows(activities);
  const actions = createActionsSyncClient({ temporal: flows.client, store, instance: flows.instance, by: 'test' });
  const runOf = async (id: string) => (await flows.client.workflow.getHandle(id).describe()).runId;
  const statusOf = async (id: string) => (await flows.client.workflow.getHandle(id).describe()).status.name;
  return { ...flows, store, db, actions, runOf, statusOf };
}
