import { expect, it } from 'vitest';
import { graceOf } from '../../worker/grace.ts';

it.each([10_000, 25_000, 30_000, 60_000, 3_600_000])(
  '%i ms: each step has its time, and all end within it',
  (withinMs) => {
    const { finishMs, forceMs, endMs } = graceOf(withinMs);
    expect(finishMs).toBeGreaterThanOrEqual(2_000);
    // Aborted work still stores what it has.
    expect(forceMs).toBeGreaterThanOrEqual(finishMs + 2_000);
    expect(endMs).toBeGreaterThan(forceMs);
    expect(endMs + 4_000).toBe(withinMs);
  },
);

it('what is longer than the default goes to the calls under way', () => {
  expect(graceOf(25_000)).toEqual({ finishMs: 5_000, forceMs: 19_000, endMs: 21_000 });
  expect(graceOf(85_000).finishMs).toBe(65_000);
});
