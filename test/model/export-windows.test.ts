import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Density } from '../../model/density.ts';
import { createdBefore, peopleExpected } from '../../model/density.ts';
import { exportWindows, LONGEST_WINDOW_S, SHORTEST_WINDOW_S } from '../../model/export-windows.ts';
import { measured, population } from './population.ts';

const SECOND = 1_000;
const HOUR_S = 3_600;

/** Instances of every age and pace: created evenly, ever faster, or in a few bursts. */
const densities: fc.Arbitrary<Density> = fc
  .record({
    highestId: fc.integer({ min: 0, max: 30_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    hours: fc.oneof(fc.nat(3), fc.nat(24 * 365 * 6)),
    power: fc.double({ min: 0.2, max: 6, noNaN: true }),
    bursts: fc.nat(4),
    ms: fc.nat(999),
    seed: fc.nat(100),
  })
  .map(({ highestId, share, hours, power, bursts, ms, seed }) => {
    const now = Date.parse('2026-11-24T12:00:00Z');
    const createdAt = (place: number) => {
      const step = bursts === 0 ? place : Math.floor(place * bursts) / bursts;
      return now - hours * HOUR_S * SECOND * (1 - step) ** power;
    };
    const density = measured(population({ highestId, has: () => share, createdAt }, seed));
    return { ...density, earliest: new Date(density.earliest.getTime() + ms) };
  });
const options = fc.record({ rowsPerFile: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.constant(250_000)) });
const later = fc.integer({ min: 0, max: 3 * 24 * HOUR_S * SECOND });

it('windows cover every second from the first person to now, and none twice', () => {
  fc.assert(
    fc.property(densities, options, later, (density, wanted, ms) => {
      const now = new Date(density.at.getTime() + ms);
      const windows = exportWindows(density, now, wanted);
      expect(windows[0]?.startAt.getTime()).toBeLessThanOrEqual(density.earliest.getTime());
      expect(windows.at(-1)?.endAt.getTime()).toBe(Math.floor(now.getTime() / SECOND) * SECOND);
      for (const [index, { startAt }] of windows.entries()) {
        const previous = windows[index - 1];
        if (previous !== undefined) expect(startAt.getTime()).toBe(previous.endAt.getTime() + SECOND);
      }
    }),
  );
});

it('no window is longer than 31 days less a second or covers less than a minute; both ends are whole seconds', () => {
  fc.assert(
    fc.property(densities, options, later, (density, wanted, ms) => {
      for (const { startAt, endAt } of exportWindows(density, new Date(density.at.getTime() + ms), wanted)) {
        const seconds = (endAt.getTime() - startAt.getTime()) / SECOND;
        expect(Number.isInteger(seconds) && startAt.getTime() % SECOND === 0).toBe(true);
        expect(seconds).toBeLessThanOrEqual(31 * 86_400 - 1);
        expect(seconds).toBeGreaterThanOrEqual(59);
      }
    }),
  );
});

it('no window expects more people than a file should hold, unless it is as short as a window may be', () => {
  fc.assert(
    fc.property(densities, options, (density, wanted) => {
      for (const { startAt, endAt, expected } of exportWindows(density, density.at, wanted)) {
        const seconds = (endAt.getTime() - startAt.getTime()) / SECOND + 1;
        // The last one takes in a rest that would be too short.
        if (seconds >= 2 * SHORTEST_WINDOW_S) expect(expected).toBeLessThanOrEqual(wanted.rowsPerFile);
      }
    }),
  );
});

it('the people expected of all windows are everyone', () => {
  fc.assert(
    fc.property(densities, options, (density, wanted) => {
      const windows = exportWindows(density, density.at, wanted);
      const sum = windows.reduce((total, { expected }) => total + expected, 0);
      expect(Math.abs(sum - peopleExpected(density).value)).toBeLessThanOrEqual(windows.length / 2 + 1);
      const before = createdBefore(density);
      for (const { startAt, endAt, expected } of windows) {
        const exact = before(new Date(endAt.getTime() + SECOND)) - before(startAt);
        expect(Math.abs(expected - exact)).toBeLessThanOrEqual(0.5);
      }
    }),
  );
});

it('an instance of three years takes 36 windows, as few as 31 days allow', () => {
  const density = measured(population({ highestId: 100_000, has: () => 0.9 }, 1));
  const windows = exportWindows(density, density.at);
  expect(windows).toHaveLength(Math.ceil((3 * 365 + 1) / 31));
  const [first] = windows;
  expect(first === undefined ? 0 : first.endAt.getTime() - first.startAt.getTime()).toBe(
    (LONGEST_WINDOW_S - 1) * SECOND,
  );
});

it('a month with many people is cut where a file is full', () => {
  const density = measured(population({ highestId: 90_000, has: () => 1 }, 1));
  const windows = exportWindows(density, density.at, { rowsPerFile: 2_000 });
  const full = windows.filter(({ expected }) => expected > 1_990);
  expect(full.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...windows.map(({ expected }) => expected))).toBeLessThanOrEqual(2_000);
});
