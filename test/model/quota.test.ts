import { describe, expect, it } from 'vitest';
import { CALL_PRIORITIES } from '../../model/ports.ts';
import {
  BURST_SHARE_BY_PRIORITY,
  callsAgainAt,
  DAY_SHARE_BY_PRIORITY,
  dayExhausted,
  quotaDay,
  quotaLimits,
  quotaResetAfter,
} from '../../model/quota.ts';

const HOUR = 3_600_000;

describe('Marketo’s day is US Central', () => {
  it.each([
    ['an ordinary winter day', '2026-11-24T06:00:00Z', '2026-11-24', 24],
    ['an ordinary summer day', '2026-06-15T05:00:00Z', '2026-06-15', 24],
    ['the day that daylight saving begins', '2026-03-08T06:00:00Z', '2026-03-08', 23],
    ['the day that daylight saving ends', '2026-11-01T05:00:00Z', '2026-11-01', 25],
  ])('%s', (_, midnight, day, hours) => {
    const start = new Date(midnight);
    const end = new Date(start.getTime() + hours * HOUR);
    expect(quotaDay(new Date(start.getTime() - 1))).not.toBe(day);
    expect(quotaDay(start)).toBe(day);
    expect(quotaDay(new Date(end.getTime() - 1))).toBe(day);
    // From the first, from a middle and from the last millisecond of the day.
    for (const at of [start, new Date(start.getTime() + 5.5 * HOUR), new Date(end.getTime() - 1)]) {
      expect(quotaResetAfter(at)).toEqual(end);
    }
    expect(quotaDay(end)).not.toBe(day);
  });

  it('at the reset itself the next one is a day away', () => {
    const reset = quotaResetAfter(new Date('2026-11-24T12:00:00Z'));
    expect(quotaResetAfter(reset).getTime() - reset.getTime()).toBe(24 * HOUR);
  });
});

describe('our share of the instance’s limits', () => {
  it('half of the rate and four fifths of the day by default', () => {
    const limits = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });
    expect(limits).toEqual({ windowCalls: 50, atOnce: 5, dayCalls: 40_000, instanceDayCalls: 50_000 });
  });

  it('however small the share, one call at a time is possible', () => {
    expect(quotaLimits({ rate: 0.01, day: 0.8, dailyCalls: 100 })).toMatchObject({ windowCalls: 1, atOnce: 1 });
  });

  it('the initial sync leaves calls to the changes, and both leave some to what people wait for', () => {
    const { reconcile, initial, changes, check, salesActivity } = DAY_SHARE_BY_PRIORITY;
    expect(reconcile).toBe(0.5);
    expect(initial).toBeLessThan(changes);
    expect(changes).toBeLessThan(check);
    expect([check, salesActivity]).toEqual([1, 1]);
  });

  it.each([DAY_SHARE_BY_PRIORITY, BURST_SHARE_BY_PRIORITY])(
    'no class has a larger share than a more urgent one, but that a day of panels or pushes leaves some to the changes',
    (shares) => {
      const inOrder = CALL_PRIORITIES.filter((priority) => priority !== 'panel' && priority !== 'push').map(
        (priority) => shares[priority],
      );
      expect(inOrder).toEqual([...inOrder].sort((a, b) => b - a));
    },
  );

  it('panels go before the changes, leave a check a place in a window that they fill, and the changes some of the day', () => {
    expect(CALL_PRIORITIES.indexOf('panel')).toBeLessThan(CALL_PRIORITIES.indexOf('changes'));
    expect(BURST_SHARE_BY_PRIORITY.panel).toBeLessThan(1);
    expect(DAY_SHARE_BY_PRIORITY.panel).toBeLessThan(DAY_SHARE_BY_PRIORITY.changes);
  });
});

describe('a 607', () => {
  it('ends the day: calls make sense again a little after the reset', () => {
    const now = new Date('2026-11-24T12:00:00Z');
    expect(dayExhausted(now)).toEqual({ until: callsAgainAt(now), today: true });
    const grace = callsAgainAt(now).getTime() - quotaResetAfter(now).getTime();
    expect(grace).toBeGreaterThan(0);
    expect(grace).toBeLessThan(60_000);
  });

  it('just after midnight is yesterday’s: a minute’s pause, not a day’s', () => {
    const now = new Date('2026-11-24T06:09:59Z');
    expect(dayExhausted(now)).toEqual({ until: new Date(now.getTime() + 60_000), today: false });
    expect(dayExhausted(new Date('2026-11-24T06:10:00Z')).today).toBe(true);
  });
});
