import { describe, expect, it } from 'vitest';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';

const done = (peopleWritten: number) => ({ peopleWritten, activitiesDone: { marketo: 1, salesforce: 2 } });
const stood = {
  ...{ visible: 9, lagSeconds: null, activitiesWaiting: 1, activitiesFailed: 0 },
  ...{ callsToday: 3, day: '2026-11-28' },
};
const OLD = 100;

export function samplesContract(open: () => Promise<OpenedStore>): void {
  describe('samples', () => {
    it('sum what is added to a minute, in order, and keep what was seen', async () => {
      const { store } = await open();
      await persist(() => store.samples.add(30_000_001, done(2)));
      await persist(() => store.samples.add(30_000_000, done(5)));
      await persist(() => store.samples.look(30_000_000, stood));
      const found = await persist(() => store.samples.between(30_000_000, 30_000_001));
      expect(found.map(({ minute }) => minute)).toEqual([30_000_000, 30_000_001]);
      expect(found.map((one) => one.stood)).toEqual([stood, null]);
      // A write whose answer was lost is counted again.
      expect(found[0]?.peopleWritten).toBeGreaterThanOrEqual(5);
      expect(await persist(() => store.samples.between(30_000_002, 30_000_009))).toEqual([]);
    });

    it('nothing is looked at in a minute that nobody has begun', async () => {
      const { store } = await open();
      await persist(() => store.samples.look(30_000_000, stood));
      expect(await persist(() => store.samples.between(30_000_000, 30_000_000))).toEqual([]);
    });

    it('are dropped after two days, so many at a time', async () => {
      const { store } = await open();
      const now = 30_000_000;
      for (const back of [2_880, 2_881, 2_882]) await persist(() => store.samples.add(now - back, done(1)));
      await persist(() => store.samples.expire(now, 1));
      await persist(() => store.samples.expire(now, 5));
      const kept = await persist(() => store.samples.between(now - 2_880 - OLD, now));
      expect(kept.map(({ minute }) => minute)).toEqual([now - 2_880]);
    });
  });
}
