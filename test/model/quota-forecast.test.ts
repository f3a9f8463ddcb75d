import { expect, it } from 'vitest';
import { forecastQuota } from '../../model/quota-forecast.ts';

const NOON = new Date('2026-11-28T12:00:00Z');
const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const now = { at: NOON, usedToday: 1_600, limitToday: 4_000, resetsAt: at(600) };

it('goes on at the rate of the last hour', () => {
  const samples = [
    { at: at(-300), callsToday: 0 },
    { at: at(-60), callsToday: 1_500 },
    { at: at(-1), callsToday: 1_598 },
  ];
  expect(forecastQuota(samples, now)).toEqual({ perHour: 100, usedAtReset: 2_600, exhaustedAt: null });
});

it('says when the last call is made', () => {
  const samples = [{ at: at(-30), callsToday: 1_300 }];
  expect(forecastQuota(samples, now)).toEqual({ perHour: 600, usedAtReset: 4_000, exhaustedAt: at(240) });
});

it('says nothing from a few minutes, nor from another hour', () => {
  expect(forecastQuota([], now)).toBeNull();
  expect(forecastQuota([{ at: at(-4), callsToday: 0 }], now)).toBeNull();
  expect(forecastQuota([{ at: at(-61), callsToday: 0 }], now)).toBeNull();
});

it('a day without calls lasts', () => {
  expect(forecastQuota([{ at: at(-30), callsToday: 1_600 }], now)).toMatchObject({ perHour: 0, exhaustedAt: null });
  expect(forecastQuota([{ at: at(-30), callsToday: 3_000 }], now)).toMatchObject({ perHour: 0, usedAtReset: 1_600 });
});
