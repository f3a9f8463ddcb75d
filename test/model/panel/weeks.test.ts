import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weeksSince } from '../../../model/panel/weeks.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-28T12:00:00Z');
const ago = (days: number, now = NOW) => new Date(now.getTime() - days * DAY_MS);
const ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Africa/Cairo'];

describe('the weeks of a panel', () => {
  it('begin on Mondays, the newest first, and touch the whole time', () => {
    const weeks = weeksSince(ago(20), NOW, 'UTC', 14);
    expect(weeks.map(({ from }) => from)).toEqual(['2026-11-23', '2026-11-16', '2026-11-09', '2026-11-02']);
    expect(weeks.at(-1)?.startsAt).toEqual(new Date('2026-11-02T00:00:00Z'));
  });

  it('are as many as are asked for, the current one among them', () => {
    expect(weeksSince(ago(90), NOW, 'UTC', 1).map(({ from }) => from)).toEqual(['2026-11-23']);
    expect(weeksSince(ago(90), NOW, 'UTC', 14)).toHaveLength(14);
  });

  it('begin at the viewer’s midnight, before and after the clocks change', () => {
    const starts = new Map(weeksSince(ago(60), NOW, 'Europe/Berlin', 14).map(({ from, startsAt }) => [from, startsAt]));
    expect(starts.get('2026-10-19')).toEqual(new Date('2026-10-18T22:00:00Z'));
    expect(starts.get('2026-10-26')).toEqual(new Date('2026-10-25T23:00:00Z'));
  });

  it('know that it is another day elsewhere', () => {
    const sundayNight = new Date('2026-11-29T23:30:00Z');
    expect(weeksSince(ago(1), sundayNight, 'UTC', 1)[0]?.from).toBe('2026-11-23');
    expect(weeksSince(ago(1), sundayNight, 'Europe/Berlin', 1)[0]?.from).toBe('2026-11-30');
  });

  it('begin with the very first instant of their Monday', () => {
    for (const zone of ZONES) {
      for (const { from, startsAt } of weeksSince(ago(400), NOW, zone, 60)) {
        const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
        expect(format.format(startsAt)).toBe(from);
        expect(format.format(new Date(startsAt.getTime() - 1)) < from).toBe(true);
      }
    }
  });

  it('hold every moment of the time in exactly one week, whatever the zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 90 * DAY_MS }), (zone, ms) => {
        const at = new Date(NOW.getTime() - ms);
        const weeks = weeksSince(ago(90), NOW, zone, 14);
        const week = weeks.find(({ startsAt }) => startsAt <= at);
        const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
        const monday = new Date(`${day}T00:00:00Z`);
        monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
        expect(week?.from).toBe(monday.toISOString().slice(0, 10));
      }),
      { numRuns: 300 },
    );
  });
});
