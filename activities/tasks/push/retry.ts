import type { ErrorClass } from '../../../model/errors/entry.ts';
import { errorEntry, isErrorKey } from '../../../model/errors/registry.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { retried } from '../../../model/task/steps.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import type { Flow } from '../flow.ts';

const MINUTE_MS = 60_000;
/** What passes by itself, or is mended by somebody without a word to us; all else waits for a person. */
const BY_CLASS: Partial<Record<ErrorClass, number>> = {
  retry: MINUTE_MS / 2,
  rate: MINUTE_MS / 2,
  quota: 10 * MINUTE_MS,
  auth: 10 * MINUTE_MS,
  config: 10 * MINUTE_MS,
};
const BY_KEY: ReadonlyMap<string, number> = new Map([
  // Somebody held one of the record's rows for ten seconds (salesforce-rest 3).
  ['salesforce.UNABLE_TO_LOCK_ROW', 5_000],
  // The key is another worker's just now.
  ['salesforce.DUPLICATE_VALUE', MINUTE_MS],
  // An approval, or automation of the org's own.
  ['salesforce.APEX_ERROR', 60 * MINUTE_MS],
  ['salesforce.CANNOT_EXECUTE_FLOW_TRIGGER', 60 * MINUTE_MS],
  ['salesforce.ENTITY_IS_LOCKED', 60 * MINUTE_MS],
]);
const PER_PAGE = 200;

/** How long a refused task waits before it is sent again; null: until a person changes or retries it. */
export function retryAfterMs(error: string): number | null {
  if (!isErrorKey(error)) return null;
  return BY_KEY.get(error) ?? BY_CLASS[errorEntry(error).class] ?? null;
}

/** Lets go on what was refused for a reason that may be over, as soon as one of them is due. */
export async function retryRefused({ store: { tasks }, sellers, refusals }: Flow, now: Date): Promise<void> {
  if (!refusals.isDue(now)) return;
  let nextInMs = Number.POSITIVE_INFINITY;
  for (let after = ''; ; ) {
    const page = await tasks.refused(after, PER_PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    const due = page.flatMap(({ id, seller, salesforce: { refused } }): [TaskId, TaskStep][] => {
      const afterMs = refused === null || !sellers.isOn(seller) ? null : retryAfterMs(refused.error);
      if (refused === null || afterMs === null) return [];
      const inMs = refused.at.getTime() + afterMs - now.getTime();
      if (inMs > 0) nextInMs = Math.min(nextInMs, inMs);
      return inMs > 0 ? [] : [[id, retried]];
    });
    await tasks.change(new Map(due));
    after = last.id;
  }
  refusals.looked(now, nextInMs);
}
