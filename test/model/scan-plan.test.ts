import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EMPTY_STRETCH_IDS, ScanPlan, type ScanRange } from '../../model/scan-plan.ts';

const SIZE = 300;

interface World {
  people: ReadonlySet<number>;
  highestKnown: number;
}

/** Ids with gaps; some of them beyond the highest that is known when the scan starts, none beyond an empty stretch. */
const world: fc.Arbitrary<World> = fc
  .record({
    gaps: fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 2_400 })), { maxLength: 40 }),
    unknown: fc.nat(8),
  })
  .map(({ gaps, unknown }) => {
    let id = 0;
    const ids = gaps.map((gap) => {
      id += gap;
      return id;
    });
    return { people: new Set(ids), highestKnown: ids[ids.length - 1 - unknown] ?? 0 };
  });

const steps = fc.infiniteStream(
  fc.record({ does: fc.constantFrom('next', 'next', 'finish', 'finish', 'restart'), which: fc.nat(1_000) }),
);

function readRange(range: ScanRange, people: ReadonlySet<number>) {
  let read = 0;
  for (let id = range.from; id <= range.to; id++) if (people.has(id)) read += 1;
  return { ...range, asked: range.to - range.from + 1, read, qualified: 0 };
}

it('any interleaving of readers and restarts covers every id exactly once and ends after an empty stretch', () => {
  fc.assert(
    fc.property(world, steps, ({ people, highestKnown }, stream) => {
      const recorded: ReturnType<typeof readRange>[] = [];
      let plan = new ScanPlan(highestKnown, SIZE);
      let taken: ScanRange[] = [];
      for (const { does, which } of stream) {
        if (plan.complete()) break;
        if (does === 'restart' && which % 5 === 0) {
          taken = [];
          plan = new ScanPlan(highestKnown, SIZE, [...recorded].reverse());
        }
        const range = does === 'next' ? plan.next() : null;
        if (range !== null) taken.push(range);
        const [done] = does === 'finish' && taken.length > 0 ? taken.splice(which % taken.length, 1) : [];
        if (done === undefined) continue;
        recorded.push(readRange(done, people));
        plan.finish(readRange(done, people));
      }
      const starts = recorded.map(({ from }) => from).sort((a, b) => a - b);
      expect(starts).toEqual(Array.from({ length: plan.end() / SIZE }, (_, index) => index * SIZE + 1));
      expect(plan.next()).toBeNull();
      const highest = Math.max(0, highestKnown, ...people);
      expect(plan.end()).toBeGreaterThanOrEqual(highest + EMPTY_STRETCH_IDS);
      expect(plan.totals()).toEqual({ asked: plan.end(), read: people.size, qualified: 0 });
    }),
    { numRuns: 300 },
  );
});

it('a scan never ends before the highest known id, even when nobody is found', () => {
  const plan = new ScanPlan(10_000, SIZE);
  for (let range = plan.next(); range !== null; range = plan.next()) {
    expect(plan.complete()).toBe(false);
    plan.finish({ ...range, asked: SIZE, read: 0, qualified: 0 });
  }
  expect(plan.complete()).toBe(true);
  expect(plan.end()).toBe(13_200);
});

it('a range that two attempts finished counts once', () => {
  const plan = new ScanPlan(1, SIZE);
  const range = plan.next();
  if (range === null) throw new Error('nothing to read');
  const finished = { ...range, asked: SIZE, read: 7, qualified: 3 };
  plan.finish(finished);
  plan.finish(finished);
  expect(plan.totals()).toEqual({ asked: SIZE, read: 7, qualified: 3 });
});

it('a range that is still being read keeps the scan open', () => {
  const plan = new ScanPlan(0, SIZE);
  const ranges: ScanRange[] = [];
  for (let range = plan.next(); range !== null; range = plan.next()) ranges.push(range);
  const [first, ...others] = ranges;
  for (const range of others) plan.finish({ ...range, asked: SIZE, read: 0, qualified: 0 });
  expect(plan.complete()).toBe(false);
  if (first !== undefined) plan.finish({ ...first, asked: SIZE, read: 0, qualified: 0 });
  expect(plan.complete()).toBe(true);
});
