import { proxyActivities } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

const { updateFirst, updateSecond } = proxyActivities<BareActivities>({ startToCloseTimeout: '10 seconds' });

/** The least that a workflow of two activities can be. */
export async function bareWorkflow(id: string): Promise<void> {
  await updateFirst(id);
  await updateSecond(id);
}
