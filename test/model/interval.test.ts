import { expect, it } from 'vitest';
import { LONGEST_INTERVAL_MS, nextInterval } from '../../model/interval.ts';
import { DEFAULT_PEOPLE_SETTINGS } from '../../model/settings.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { intervalMs, deletionsIntervalMs } = DEFAULT_PEOPLE_SETTINGS;

/** Calls of idle turns from now to the reset: two feeds a turn, deletions every ten minutes. */
function idleDay(callsLeft: number, msUntilReset: number) {
  let now = 0;
  let calls = 0;
  let deletionsAt = 0;
  let longest = 0;
  while (now < msUntilReset) {
    calls += 2;
    if (now >= deletionsAt) {
      calls += 1;
      deletionsAt = now + deletionsIntervalMs;
    }
    const pause = nextInterval({
      settingMs: intervalMs,
      callsLeft: callsLeft - calls,
      msUntilReset: msUntilReset - now,
    });
    longest = Math.max(longest, pause);
    now += pause;
  }
  return { calls, longest };
}

it('an idle day at 30 s uses at most 12 % of 50,000 calls, hourly usage and the daily overlap included', () => {
  const usage = 24;
  const overlap = 3 + 3;
  const { calls, longest } = idleDay(40_000, DAY);
  expect(longest).toBe(intervalMs);
  expect(calls + usage + overlap).toBeLessThanOrEqual(0.12 * 50_000);
});

it.each([
  [1_000, DAY],
  [500, 10 * HOUR],
  [300, 3 * HOUR],
])('%i calls left last for the %i ms until the reset', (callsLeft, msUntilReset) => {
  const { calls, longest } = idleDay(callsLeft, msUntilReset);
  expect(calls).toBeLessThanOrEqual(callsLeft);
  expect(longest).toBeGreaterThan(intervalMs);
});

it('however low the budget is, a change is noticed within 15 minutes', () => {
  for (const callsLeft of [-10, 0, 1, 5]) {
    expect(nextInterval({ settingMs: intervalMs, callsLeft, msUntilReset: DAY })).toBe(LONGEST_INTERVAL_MS);
  }
});

it('a setting above 15 minutes holds: the budget never makes the pause shorter', () => {
  expect(nextInterval({ settingMs: HOUR, callsLeft: 40_000, msUntilReset: DAY })).toBe(HOUR);
  expect(nextInterval({ settingMs: HOUR, callsLeft: 0, msUntilReset: DAY })).toBe(HOUR);
});
