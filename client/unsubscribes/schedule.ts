import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { readTimeOfDay } from '../../model/settings/kinds.ts';
import { DEFAULT_UNSUBSCRIBE_SETTINGS, type UnsubscribeSettings } from '../../model/settings.ts';
import type { syncUnsubscribesNightly } from '../../workflows/index.ts';
import { taskQueue, workflowIds } from '../../workflows/messages.ts';

/** Says that it was not a person who paused the Schedule. */
const OFF_NOTE = 'unsubscribes.nightly is off';
const ON_NOTE = 'unsubscribes.nightly is on';

type Wanted = Pick<UnsubscribeSettings, 'nightly' | 'nightlyAt'>;

/**
 * Makes the Schedule of the nightly run, or brings it to what the settings say. One that a person has paused in Temporal
 * stays paused.
 */
export async function ensureNightlySchedule({ schedule }: Client, instance: string, wanted: Wanted): Promise<void> {
  const id = workflowIds(instance).unsubscribesNightly;
  const handle = schedule.getHandle(id);
  try {
    const found = await handle.describe();
    const paused = pausedFor(found, wanted);
    if (isAt(found, wanted) && found.state.paused === paused) return;
    await handle.update((before) => ({
      ...before,
      spec: specOf(wanted),
      state: { ...before.state, paused, ...(paused === found.state.paused ? {} : { note: noteOf(wanted) }) },
    }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    await schedule
      .create<typeof syncUnsubscribesNightly>({
        scheduleId: id,
        spec: specOf(wanted),
        policies: { overlap: 'SKIP', catchupWindow: '1 day' },
        action: {
          type: 'startWorkflow',
          taskQueue: taskQueue(instance),
          workflowType: 'syncUnsubscribesNightly',
          workflowId: id,
          args: [{ v: 1, instance, asked: false }],
        },
        state: { paused: !wanted.nightly, note: noteOf(wanted) },
      })
      .catch((creation: unknown) => {
        // Another worker was first.
        if (!(creation instanceof Error && creation.name === 'ScheduleAlreadyRunning')) throw creation;
      });
  }
}

/** When it runs next; null: it is paused, or not there yet. */
export async function nextNightly({ schedule }: Client, instance: string): Promise<Date | null> {
  try {
    const { info, state } = await schedule.getHandle(workflowIds(instance).unsubscribesNightly).describe();
    return state.paused ? null : (info.nextActionTimes[0] ?? null);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** Has a run that waits after an error go on now; where none is under way, one begins. */
export async function wakeNightly(
  { schedule }: Client,
  instance: string,
  wake: (workflowId: string) => Promise<void>,
): Promise<void> {
  const id = workflowIds(instance).unsubscribesNightly;
  // The one that a person has asked for.
  await wake(id);
  try {
    const handle = schedule.getHandle(id);
    const { info } = await handle.describe();
    const running = info.runningActions.map(({ workflow }) => workflow.workflowId);
    await (running.length === 0 ? handle.trigger() : Promise.all(running.map(wake)));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

function pausedFor({ state }: ScheduleDescription, { nightly }: Wanted): boolean {
  if (!nightly) return true;
  return state.paused && state.note !== OFF_NOTE;
}

const noteOf = ({ nightly }: Wanted): string => (nightly ? ON_NOTE : OFF_NOTE);

/** On the clocks of the place: 20:00 there, in summer and in winter. */
function specOf({ nightlyAt }: Wanted) {
  const { hour, minute, timeZone } = timeOf(nightlyAt);
  return { calendars: [{ hour, minute }], timezone: timeZone };
}

function isAt({ spec }: ScheduleDescription, { nightlyAt }: Wanted): boolean {
  const { hour, minute, timeZone } = timeOf(nightlyAt);
  const [calendar] = spec.calendars ?? [];
  const isOnly = (ranges: readonly { start: number; end: number }[] | undefined, value: number) =>
    ranges?.length === 1 && ranges[0]?.start === value && ranges[0].end === value;
  return spec.timezone === timeZone && isOnly(calendar?.hour, hour) && isOnly(calendar?.minute, minute);
}

function timeOf(nightlyAt: string): NonNullable<ReturnType<typeof readTimeOfDay>> {
  const time = readTimeOfDay(nightlyAt) ?? readTimeOfDay(DEFAULT_UNSUBSCRIBE_SETTINGS.nightlyAt);
  if (time === null) throw new Error('the default time can not be read');
  return time;
}
