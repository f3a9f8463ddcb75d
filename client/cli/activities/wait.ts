import { setTimeout as delay } from 'node:timers/promises';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { Store } from '../../../store/types.ts';
import { count } from '../lib/format.ts';

const AT_ONCE = 1_000;
const LOOK_EVERY_MS = 500;

/** Stays until none of these is pending, under way or in doubt. @returns how they stand, for a person */
export async function untilOver(
  { salesActivities }: Pick<Store, 'salesActivities'>,
  ids: readonly string[],
): Promise<string> {
  const waiting = { parked: 0, failed: 0 };
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE) as SalesActivityId[];
    for (;;) {
      const states = (await salesActivities.rows(some)).map(({ status }) => status.state);
      if (states.some((state) => state === 'pending' || state === 'sending' || state === 'unknown')) {
        await delay(LOOK_EVERY_MS);
        continue;
      }
      for (const state of states) if (state === 'parked' || state === 'failed') waiting[state] += 1;
      break;
    }
  }
  if (waiting.parked + waiting.failed === 0) return 'All of them are logged.';
  return `Waiting: ${count(waiting.parked)}, failed: ${count(waiting.failed)}. See: actions-sync failures list`;
}
