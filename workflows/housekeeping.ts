import { proxyActivities } from '@temporalio/workflow';
import type { createHousekeepingActivities } from '../activities/housekeeping.ts';

const { redactPeople, recountPeople } = proxyActivities<ReturnType<typeof createHousekeepingActivities>>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { maximumAttempts: 5 },
});

/** Drops personal data whose time is over and recounts the visible people; started by a Schedule. */
export async function housekeeping(): Promise<{ redacted: number; visible: number }> {
  const redacted = await redactPeople();
  return { redacted, visible: await recountPeople() };
}
