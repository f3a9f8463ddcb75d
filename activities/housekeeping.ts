import { PANEL_DAYS } from '../model/panel/limits.ts';
import type { PeopleDeps } from './deps.ts';
import { recount } from './recount.ts';
import { running } from './run.ts';

/** Personal data of people out of the visible set is kept this long (design section 5). */
const UNOWNED_DAYS = 30;
const GONE_DAYS = 7;
const DAY_MS = 24 * 3_600_000;
const PER_ROUND = 1_000;

/** Activity functions that keep the database tidy. */
export const createHousekeepingActivities = ({ store, clock }: PeopleDeps) => ({
  redactPeople: (): Promise<number> =>
    running(async ({ signal, note }) => {
      const now = clock.now().getTime();
      let redacted = 0;
      for (;;) {
        const count = await store.people.redact({
          unownedBefore: new Date(now - UNOWNED_DAYS * DAY_MS),
          goneBefore: new Date(now - GONE_DAYS * DAY_MS),
          limit: PER_ROUND,
          signal,
        });
        redacted += count;
        note({ redacted });
        if (count < PER_ROUND) break;
      }
      const unseen = new Date(now - PANEL_DAYS * DAY_MS);
      for (let old = PER_ROUND; old === PER_ROUND; ) old = await store.panels.expire(unseen, PER_ROUND);
      return redacted;
    }),

  recountPeople: (): Promise<number> => running(() => recount(store)),
});
