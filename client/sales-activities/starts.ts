import type { Clock } from '../../model/ports.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import type { Store } from '../../store/types.ts';

/** Starts the workflows of activities; one that runs already is left alone. */
export type StartLogging = (ids: readonly SalesActivityId[]) => Promise<void>;

export interface StartOptions {
  store: Pick<Store, 'salesActivities'>;
  clock: Clock;
  startLogging: StartLogging;
  /** Workflows at work at once; a local Temporal serves about a thousand (temporal-notes 6.2). */
  atOnce?: number;
}

const AT_ONCE = 500;
/** Started by one call, so that a stop or an error leaves few to be started twice. */
const STARTS_AT_A_TIME = 50;
const PAUSE_MS = 250;

/**
 * Starts the workflows of accepted activities, oldest first, never more at work than allowed; those of a wave that
 * Temporal can't take yet wait in MongoDB. Goes on until none is left and `isOver` says that no more will come.
 * @returns how many it started
 */
export async function followStarts(
  { store, clock, startLogging, atOnce = AT_ONCE }: StartOptions,
  { isOver, signal }: { isOver: () => boolean; signal?: AbortSignal },
): Promise<number> {
  const { salesActivities } = store;
  let started = 0;
  for (;;) {
    signal?.throwIfAborted();
    // Asked before the look: what came between them is seen by the look.
    const over = isOver();
    const waiting = await salesActivities.unstarted(clock.now(), STARTS_AT_A_TIME);
    if (waiting.length === 0 && over) return started;
    const room = waiting.length === 0 ? 0 : atOnce - (await salesActivities.countBusy());
    const ids = waiting.slice(0, Math.max(0, room));
    if (ids.length === 0) {
      await clock.sleep(PAUSE_MS, signal);
      continue;
    }
    await startLogging(ids);
    await salesActivities.markStarted(ids, clock.now());
    started += ids.length;
  }
}
