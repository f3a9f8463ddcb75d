import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestStore } from './open.ts';
import { EPOCH } from './people.ts';

const HOUR_MS = 3_600_000;

it('never allows more than the limit, however many ask at once', async () => {
  const { store, db } = await openTestStore();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), fc.nat(120), async (asked, limit) => {
      await db.collection<{ _id: string }>('meta').deleteOne({ _id: 'brake' });
      const now = new Date(EPOCH);
      const allowed = await Promise.all(asked.map((leaving) => store.brake.reserve(leaving, limit, now)));
      const total = allowed.reduce((sum, one) => sum + one, 0);
      expect(total).toBeLessThanOrEqual(limit);
      expect(await store.brake.used(now)).toBe(total);
      // Nobody is at it any more: what is left can be had.
      expect(await store.brake.reserve(1_000, limit, now)).toBe(limit - total);
    }),
    { numRuns: 100 },
  );
});

it('forgets what is older than 24 h and drops its bucket', async () => {
  const { store, db } = await openTestStore();
  const at = (hours: number) => new Date(EPOCH + hours * HOUR_MS);
  expect(await store.brake.reserve(8, 10, at(0))).toBe(8);
  expect(await store.brake.reserve(8, 10, at(23))).toBe(2);
  expect(await store.brake.reserve(9, 10, at(24))).toBe(8);
  const stored = await db.collection<{ _id: string; hours: object }>('meta').findOne({ _id: 'brake' });
  expect(Object.keys(stored?.hours ?? {})).toHaveLength(2);
});
