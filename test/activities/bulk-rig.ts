import { setTimeout as pause } from 'node:timers/promises';
import type { ExportWindow } from '../../model/exports.ts';
import type { MarketoSimulatorOptions } from '../../simulators/marketo/index.ts';
import { DAY, type ManualClock } from './clock.ts';
import { activitiesOf, openRig, type Rig, SCAN, start } from './rig.ts';

const WINDOW_MS = 31 * DAY - 1_000;
/** The simulated people are at most three years old. */
const OLDEST_DAYS = 3 * 366;

/** Windows as a plan makes them, back to before the first person. */
export function windowsUpTo(now: Date, expected = 50): ExportWindow[] {
  const windows: ExportWindow[] = [];
  let startAt = Math.floor(now.getTime() / 1_000) * 1_000 - OLDEST_DAYS * DAY;
  while (startAt < now.getTime()) {
    const endAt = Math.min(startAt + WINDOW_MS, Math.ceil(now.getTime() / 1_000) * 1_000);
    windows.push({ startAt: new Date(startAt), endAt: new Date(endAt), expected });
    startAt = endAt + 1_000;
  }
  return windows;
}

/** Waiting moves the simulator's time, and lets it work in between. */
export function hasty(clock: ManualClock): Rig['deps']['clock'] {
  return {
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      await pause(2);
      clock.advance(ms);
    },
  };
}

/** Piece after piece, as the workflow runs them, until the scan ends or waits for tomorrow. */
export async function scanOut({ deps }: Pick<Rig, 'deps'>) {
  for (let pieces = 1; ; pieces++) {
    const outcome = await activitiesOf(deps).scanPeople();
    if (outcome.kind !== 'more') return { ...outcome, pieces };
  }
}

/** A rig whose scan will read everyone by exports. */
export async function openBulkRig(
  options: MarketoSimulatorOptions = {},
  smartList: string | null = null,
): Promise<Rig> {
  const rig = await openRig(options);
  await start(rig);
  await activitiesOf(rig.deps).prepareInitial();
  await rig.store.peopleState.patch({ strategy: 'bulk', smartList });
  const now = rig.clock.now();
  const everybody = { startAt: new Date(0), endAt: now, expected: rig.instance.people };
  await rig.store.exports.plan(SCAN, smartList === null ? windowsUpTo(now) : [everybody]);
  return { ...rig, deps: { ...rig.deps, clock: hasty(rig.clock) } };
}
