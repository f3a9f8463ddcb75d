import { AppError, isAppError } from '../../../../model/errors/app-error.ts';
import type { ErrorClass } from '../../../../model/errors/entry.ts';
import type { RollupObject } from '../../../../model/salesforce-task/rollups.ts';
import type { SalesforceContext } from '../../../../salesforce/index.ts';
import type { SalesforceSenderDeps } from '../deps.ts';
import { withTimeLimit } from '../time-limit.ts';
import { createTold } from '../told.ts';
import { type RollupEvent, recordsOfTasks } from './records.ts';
import { writeRollups } from './write.ts';

/** Never throws. Without objects nothing is asked. */
export type RollUp = (
  events: readonly RollupEvent[],
  objects: readonly RollupObject[],
  signal: AbortSignal,
) => Promise<void>;

const FLOW = 'salesforce-rollups';
/** The next call waits for it. */
const WITHIN_MS = 15_000;
/** One batch's trouble is told so long: another may meet none. */
const TOLD_FOR_MS = 3_600_000;

/** Somebody works on the record: its next event brings the roll-up. */
const LOCKED = 'salesforce.UNABLE_TO_LOCK_ROW';
/** An object that can't be read or written; the others can. By then it is described anew. */
const REFUSES: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['config', 'record', 'bug']);
const REFUSED_FOR_MS = 10 * 60_000;
/** Whatever else fails concerns every call; quota and rate are told by the Tasks themselves. */
const SILENT: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['quota', 'rate']);
const REST_MS = 60_000;
const QUOTA_REST_MS = 30 * 60_000;

/**
 * Writes what is logged into the roll-up fields of the Tasks' records (product.md 4.6), where it is newer than what
 * they have. No Task waits for it or fails with it: what goes wrong is left to the next event and told in `failures`;
 * where the day's calls are used up, nothing is asked until they are not.
 */
export function createRollUp({ salesforce, clock, store }: SalesforceSenderDeps): RollUp {
  const told = createTold(store.failures, FLOW, { clock, forMs: TOLD_FOR_MS });
  const restsUntil = new Map<RollupObject, number>();
  let allRestUntil = 0;

  async function rollUp(
    events: readonly RollupEvent[],
    objects: readonly RollupObject[],
    context: SalesforceContext,
    note: (error: AppError) => void,
  ): Promise<void> {
    for (const [object, activities] of await recordsOfTasks(salesforce, events, objects, context)) {
      try {
        await writeRollups({ salesforce, context, note }, object, activities);
      } catch (error) {
        if (!isAppError(error) || !REFUSES.has(error.entry.class)) throw error;
        restsUntil.set(object, clock.now().getTime() + REFUSED_FOR_MS);
        note(error);
      }
    }
  }

  return async (events, objects, signal) => {
    if (objects.length === 0) return told.worked();
    const now = clock.now().getTime();
    const awake = objects.filter((object) => now >= (restsUntil.get(object) ?? 0));
    if (events.length === 0 || awake.length === 0 || now < allRestUntil) return;
    const troubles = new Map<string, AppError>();
    const note = (error: AppError) => {
      if (error.key !== LOCKED) troubles.set(error.key, error);
    };
    let limit = signal;
    try {
      await withTimeLimit({ signal, ms: WITHIN_MS }, (limited) => {
        limit = limited;
        return rollUp(events, awake, { signal: limited }, note);
      });
    } catch (error) {
      if (signal.aborted) return;
      const key = limit.aborted ? 'salesforce.timeout' : 'unexpected';
      const trouble = isAppError(error) ? error : new AppError(key, { cause: error });
      if (trouble.key !== LOCKED) allRestUntil = restEnd(trouble, clock.now().getTime());
      note(trouble);
    }
    for (const error of troubles.values()) if (!SILENT.has(error.entry.class)) await told.failed(error);
    if (troubles.size === 0) await told.worked();
  };
}

function restEnd({ retryAt, entry }: AppError, now: number): number {
  return retryAt?.getTime() ?? now + (entry.class === 'quota' ? QUOTA_REST_MS : REST_MS);
}
