import type { PeopleDeps } from './deps.ts';
import { recount } from './recount.ts';
import { createRetentionActivities } from './retention.ts';
import { running } from './run.ts';

const PER_ROUND = 1_000;

/** Activity functions that keep the database tidy. */
export const createHousekeepingActivities = ({ store, clock }: Pick<PeopleDeps, 'store' | 'clock'>) => ({
  ...createRetentionActivities({ store, clock }),

  redactPeople: (): Promise<number> =>
    running(async ({ signal, note }) => {
      const now = clock.now().getTime();
      const { unownedMs, deletedMs } = await store.settings.retention();
      let redacted = 0;
      for (;;) {
        const count = await store.people.redact({
          unownedBefore: new Date(now - unownedMs),
          goneBefore: new Date(now - deletedMs),
          limit: PER_ROUND,
          signal,
        });
        redacted += count;
        note({ redacted });
        if (count < PER_ROUND) return redacted;
      }
    }),

  recountPeople: (): Promise<number> => running(() => recount(store)),
});
