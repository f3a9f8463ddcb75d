import { expect, it } from 'vitest';
import { burnDown } from '../../console/pages/quota/lines.ts';

const now = Date.parse('2026-11-28T12:00:00Z');
const iso = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const seconds = (minutes: number) => now / 1_000 + minutes * 60;
const today = { usedToday: 600, limitToday: 1_000, resetsAt: iso(120) };
const samples = [
  { at: iso(-60), callsToday: 100 },
  { at: iso(-30), callsToday: 400 },
];

it('draws what is left up to now', () => {
  expect(burnDown({ now: today, samples, forecast: null }, now)).toEqual({
    times: [seconds(-60), seconds(-30), seconds(0)],
    left: [900, 600, 400],
    forecast: [null, null, null],
  });
});

it('goes on from now to the reset', () => {
  const forecast = { perHour: 100, usedAtReset: 800, exhaustedAt: null };
  expect(burnDown({ now: today, samples, forecast }, now)).toEqual({
    times: [seconds(-60), seconds(-30), seconds(0), seconds(120)],
    left: [900, 600, 400, null],
    forecast: [null, null, 400, 200],
  });
});

it('stays at nothing left where the calls do not last', () => {
  const forecast = { perHour: 400, usedAtReset: 1_400, exhaustedAt: iso(60) };
  const { times, forecast: line } = burnDown({ now: today, samples: [], forecast }, now);
  expect(times).toEqual([seconds(0), seconds(60), seconds(120)]);
  expect(line).toEqual([400, 0, 0]);
});
