import type { PeopleDeps } from '../../activities/deps.ts';
import { createPeopleInitialActivities } from '../../activities/people-initial.ts';
import type { FinishedRange } from '../../store/types.ts';
import { inActivity } from './activity.ts';

/** The longest piece of the workflow. */
const PIECE_SECONDS = 120;
const SCAN_ID = 'bench';

/** A range whose data is committed; `at` in ms of `performance.now`. */
export interface Finish extends FinishedRange {
  at: number;
}

export interface ScanRun {
  startedAt: number;
  endedAt: number;
  finishes: Finish[];
}

/** Field map, feeds' first places, end of the scan: all that comes before the reading. */
export async function prepareScan(deps: PeopleDeps): Promise<void> {
  await deps.store.peopleState.patch({ initial: 'running', scanId: SCAN_ID, strategy: 'ids' });
  await inActivity(createPeopleInitialActivities(deps).prepareInitial);
}

/** Runs the initial sync's own activity function to its end, or until `enough` ranges are finished. */
export async function scanAll(deps: PeopleDeps, enough = Number.POSITIVE_INFINITY): Promise<ScanRun> {
  const finishes: Finish[] = [];
  const { store } = deps;
  const finish: typeof store.ranges.finish = async (scanId, range) => {
    await store.ranges.finish(scanId, range);
    finishes.push({ ...range, at: performance.now() });
    // The scan ends as an admin's pause ends it.
    if (finishes.length === enough) await store.peopleState.patch({ initial: 'paused' });
  };
  const watched: PeopleDeps = { ...deps, store: { ...store, ranges: { ...store.ranges, finish } } };
  const { scanPeople } = createPeopleInitialActivities(watched);
  const startedAt = performance.now();
  for (;;) {
    const outcome = await inActivity(() => scanPeople({ scanId: SCAN_ID, budgetSeconds: PIECE_SECONDS }));
    if (outcome.kind === 'parked') throw new Error(`the scan was parked: ${outcome.key}`);
    if (outcome.kind !== 'more') return { startedAt, endedAt: performance.now(), finishes };
  }
}
