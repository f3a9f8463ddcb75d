import type { Client } from '@temporalio/client';
import type { housekeeping, reconcilePeople } from '../workflows/index.ts';
import { taskQueue, workflowIds } from '../workflows/messages.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Intervals count from Thursday, 1 January 1970, 00:00 UTC: Saturday 06:30, soon after Marketo's quota is reset. */
const SATURDAY_MS = 2 * 24 * HOUR_MS + 6.5 * HOUR_MS;

/** Makes the schedules of an instance where they are missing. */
export async function ensureSchedules({ schedule }: Client, instance: string): Promise<void> {
  const ids = workflowIds(instance);
  const start = { type: 'startWorkflow', taskQueue: taskQueue(instance) } as const;
  await unlessThere(
    schedule.create<typeof housekeeping>({
      scheduleId: ids.housekeeping,
      spec: { intervals: [{ every: HOUR_MS }], jitter: '1 minute' },
      policies: { catchupWindow: '10 minutes' },
      action: { ...start, workflowType: 'housekeeping', workflowId: ids.housekeeping },
    }),
  );
  await unlessThere(
    schedule.create<typeof reconcilePeople>({
      scheduleId: ids.peopleReconcile,
      spec: { intervals: [{ every: WEEK_MS, offset: SATURDAY_MS }], jitter: '1 hour' },
      policies: { overlap: 'SKIP', catchupWindow: '1 day' },
      action: {
        ...start,
        workflowType: 'reconcilePeople',
        workflowId: ids.peopleReconcile,
        args: [{ v: 1, instance, pieces: 0, weekly: true }],
      },
    }),
  );
}

/** One that exists is left as it is: an admin may have paused it. */
async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ScheduleAlreadyRunning')) throw error;
  }
}
