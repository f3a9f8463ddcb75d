import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createdBefore,
  exportBytes,
  idsPerPerson,
  ownedExpected,
  peopleExpected,
  sampleIds,
} from '../../model/density.ts';
import { measured, population, type World } from './population.ts';

describe('the ids that are asked for', () => {
  it.each([
    ['about 24 calls where there are many ids', 5_000_000, 24],
    ['an eighth of the scan’s calls where there are few', 12_300, 6],
    ['at least four calls', 1_500, 4],
    ['all of a tiny instance', 700, 3],
    ['nothing of an empty one', 0, 0],
  ])('%s', (_, highestId, calls) => {
    expect(sampleIds(highestId, 300)).toHaveLength(calls);
  });

  it('cover all ids in equal parts, at most 300 a call, one from each of equally many neighbours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000_000 }), (highestId) => {
        const calls = sampleIds(highestId, 300);
        expect(sampleIds(highestId, 300)).toEqual(calls);
        expect(calls[0]?.from).toBe(1);
        expect(calls.at(-1)?.to).toBe(highestId);
        for (const [index, { from, to, ids }] of calls.entries()) {
          if (index > 0) expect(from).toBe((calls[index - 1]?.to ?? 0) + 1);
          const width = to - from + 1;
          expect(ids).toHaveLength(Math.min(width, 300));
          const border = (place: number) => from - 1 + Math.floor((place * width) / ids.length);
          expect(ids.every((id, place) => id > border(place) && id <= border(place + 1))).toBe(true);
        }
      }),
    );
  });

  it('follow no pattern that the ids of people could have', () => {
    for (const [every, highestId] of [
      [50, 360_000],
      [64, 460_800],
      [2, 14_400],
    ] as const) {
      const asked = sampleIds(highestId, 300).flatMap(({ ids }) => ids);
      const hits = asked.filter((id) => id % every === 0).length;
      const expected = asked.length / every;
      expect(Math.abs(hits - expected)).toBeLessThan(3 * Math.sqrt(expected));
    }
  });
});

const WORLDS: [string, World][] = [
  ['dense ids', { highestId: 80_000, has: () => 0.89 }],
  ['sparse ids', { highestId: 100_000, has: () => 0.02 }],
  ['very sparse ids', { highestId: 100_000, has: () => 0.004 }],
  ['ids that grow thinner with age', { highestId: 80_000, has: (share) => 0.05 + 0.9 * share }],
  ['a part that was deleted', { highestId: 80_000, has: (share) => (share > 0.3 && share < 0.6 ? 0.1 : 0.9) }],
  [
    'ids that are missing in long runs',
    { highestId: 80_000, has: (share) => (Math.floor(share * 400) % 9 === 0 ? 0 : 1) },
  ],
  ['a small instance', { highestId: 12_000, has: () => 0.89 }],
];

describe('estimates', () => {
  it.each(WORLDS)('hold the truth within their bounds in at least 9 of 10 instances: %s', (_, world) => {
    const runs = Array.from({ length: 100 }, (__, seed) => {
      const truth = population(world, seed + 1);
      const density = measured(truth);
      const inside = (estimate: { low: number; high: number }, value: number) =>
        estimate.low <= value && value <= estimate.high;
      return [
        inside(peopleExpected(density), truth.people),
        inside(ownedExpected(density), truth.owned),
        inside(exportBytes(density), truth.bytes),
        inside(idsPerPerson(density), truth.highestId / truth.people),
      ];
    });
    for (const index of [0, 1, 2, 3]) {
      expect(runs.filter((run) => run[index]).length).toBeGreaterThanOrEqual(90);
    }
  });

  it.each([
    ['dense ids', 0.01],
    ['ids that are missing in long runs', 0.01],
    ['sparse ids', 0.2],
  ])('are as close as samples can tell: %s', (name, most) => {
    const world = WORLDS.find(([other]) => other === name)?.[1];
    if (world === undefined) throw new Error(name);
    const { value, low, high } = peopleExpected(measured(population(world, 7)));
    expect((high - low) / 2 / value).toBeLessThan(most);
  });

  it('are exact where every id was asked', () => {
    const truth = population({ highestId: 600, has: () => 0.5 }, 3);
    const density = measured(truth);
    expect(peopleExpected(density)).toEqual({ value: truth.people, low: truth.people, high: truth.people });
    expect(exportBytes(density)).toMatchObject({ value: truth.bytes, high: truth.bytes });
  });

  it('of nobody are 0, and what samples can’t rule out', () => {
    const nobody = measured(population({ highestId: 0, has: () => 0 }, 1));
    expect(peopleExpected(nobody)).toEqual({ value: 0, low: 0, high: 0 });
    expect(idsPerPerson(nobody)).toEqual({ value: 0, low: 0, high: 0 });
    const unseen = peopleExpected(measured(population({ highestId: 720_000, has: () => 0 }, 1)));
    expect(unseen).toMatchObject({ value: 0, low: 0 });
    // Three or four in 7,200 ids asked.
    expect(unseen.high).toBeGreaterThan(300);
    expect(unseen.high).toBeLessThan(400);
  });
});

describe('people created before a moment', () => {
  const shapes = fc.record({
    highestId: fc.integer({ min: 1, max: 60_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(1_000),
  });

  it('never fall, begin at 0 and end at everyone, whatever the instance', () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.nat(4 * 365 * 24), { maxLength: 20 }), ({ highestId, share, seed }, hours) => {
        const density = measured(population({ highestId, has: () => share }, seed));
        const upTo = createdBefore(density);
        const at = (hour: number) => new Date(density.at.getTime() - hour * 3_600_000);
        const values = hours.toSorted((a, b) => b - a).map((hour) => upTo(at(hour)));
        expect(values).toEqual(values.toSorted((a, b) => a - b));
        expect(values.every(Number.isFinite)).toBe(true);
        expect(upTo(density.earliest)).toBe(0);
        expect(upTo(at(-1))).toBeCloseTo(peopleExpected(density).value);
      }),
    );
  });

  it('follow the truth, where people came ever faster', () => {
    const truth = population({ highestId: 200_000, has: () => 0.9 }, 5);
    const upTo = createdBefore(measured(truth));
    for (const share of [0.1, 0.3, 0.5, 0.8, 0.95]) {
      const at = new Date(truth.createdAt(Math.floor(share * truth.highestId)));
      expect(Math.abs(upTo(at) - share * truth.people)).toBeLessThan(0.02 * truth.people);
    }
  });

  it('made in one moment count from the moment after it', () => {
    const moment = new Date('2026-03-01T12:00:00Z');
    const truth = population({ highestId: 90_000, has: () => 0.9, createdAt: () => moment.getTime() }, 5);
    const upTo = createdBefore(measured(truth));
    expect(upTo(moment)).toBeLessThan(0.05 * truth.people);
    expect(upTo(new Date(moment.getTime() + 1_000))).toBeGreaterThan(0.95 * truth.people);
  });
});
