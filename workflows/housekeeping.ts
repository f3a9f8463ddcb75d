import { patched, proxyActivities } from '@temporalio/workflow';
import type { createHousekeepingActivities } from '../activities/housekeeping.ts';

const { redactPeople, applyRetention, recountPeople } = proxyActivities<
  ReturnType<typeof createHousekeepingActivities>
>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { maximumAttempts: 5 },
});

/** Histories of versions without it have no such step. */
const RETENTION = 'retention';

/**
 * Drops personal data whose time is over, finishes erasures, lets go what is kept no longer and recounts the visible
 * people; started by a Schedule.
 */
export async function housekeeping(): Promise<{ redacted: number; visible: number }> {
  const redacted = await redactPeople();
  if (patched(RETENTION)) await applyRetention();
  return { redacted, visible: await recountPeople() };
}
