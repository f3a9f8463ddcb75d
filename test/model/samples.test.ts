import { expect, it } from 'vitest';
import { type Sample, type Stood, samplePoints } from '../../model/samples.ts';

const stood = (callsToday: number): Stood => ({
  ...{ visible: 5, lagSeconds: 1, activitiesWaiting: 0, activitiesFailed: 0, day: '2026-11-28' },
  callsToday,
});
const sample = (minute: number, peopleWritten: number, at: Stood | null = null): Sample => ({
  ...{ minute, peopleWritten, stood: at },
  activitiesDone: { marketo: peopleWritten, salesforce: 1 },
});
const MINUTE = 60_000;

it('sums what was done in a step, takes the last look of it, and leaves gaps', () => {
  const samples = [sample(120, 3, stood(10)), sample(121, 4, stood(20)), sample(129, 5), sample(140, 1, stood(40))];
  const points = samplePoints(samples, { until: new Date(145 * MINUTE), minutes: 30, step: 10 });
  expect(points.map(({ at }) => at.getTime() / MINUTE)).toEqual([120, 130, 140]);
  expect(points.map(({ peopleWritten }) => peopleWritten)).toEqual([12, 0, 1]);
  expect(points[0]?.activitiesDone).toEqual({ marketo: 12, salesforce: 3 });
  expect(points.map((point) => point.stood?.callsToday ?? null)).toEqual([20, null, 40]);
});

it('has as many points as the window, whatever is kept', () => {
  const points = samplePoints([sample(1, 99)], { until: new Date(10_000 * MINUTE), minutes: 60, step: 1 });
  expect(points).toHaveLength(60);
  expect(points.at(-1)?.at).toEqual(new Date(10_000 * MINUTE));
  expect(points.every(({ peopleWritten, stood: one }) => peopleWritten === 0 && one === null)).toBe(true);
});
