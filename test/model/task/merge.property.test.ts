import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskEdit } from '../../../model/task/make.ts';
import { readField, spelled, spelling } from '../../../model/task/spelling.ts';
import type { SalesforceFields, TaskField } from '../../../model/task/task.ts';
import { isUnsent } from '../../../model/task/work.ts';
import { RULES } from './tasks.ts';
import { TwoSides } from './two-sides.ts';

const days = fc.constantFrom(null, '2026-12-01', '2026-12-02', '2026-12-03');
const texts = fc.constantFrom(null, 'about the offer', ' two\nlines \n', 'two\r\nlines', '\n');
const ours: fc.Arbitrary<TaskEdit> = fc.record(
  {
    name: fc.constantFrom('Call Ada', 'Call Bob'),
    status: fc.constantFrom('open', 'complete'),
    priority: fc.constantFrom('normal', 'high'),
    due: days,
    details: texts,
  },
  { requiredKeys: [] },
);
const STATUSES = [
  { status: 'Not Started', isClosed: false },
  { status: 'In Progress', isClosed: false },
  { status: 'Completed', isClosed: true },
  { status: 'Deferred', isClosed: true },
];
const theirs: fc.Arbitrary<Partial<SalesforceFields>> = fc
  .record(
    {
      status: fc.constantFrom(...STATUSES),
      subject: fc.constantFrom('Call: Call Ada', 'Ring her'),
      priority: fc.constantFrom('Normal', 'High', 'Low'),
      due: days,
      details: texts,
    },
    { requiredKeys: [] },
  )
  .map(({ status, ...rest }) => ({ ...rest, ...status }));

type Step = (sides: TwoSides, second: number) => void;
const editHere: fc.Arbitrary<Step> = ours.map((edit) => (sides, second) => sides.editHere(edit, second));
const editThere: fc.Arbitrary<Step> = theirs.map((edit) => (sides, second) => sides.editThere(edit, second));
const pull: fc.Arbitrary<Step> = fc.constant((sides, second) => sides.pull(second));
const pullAgain: fc.Arbitrary<Step> = fc.nat(20).map((which) => (sides, second) => sides.pullAgain(which, second));
const push: fc.Arbitrary<Step> = fc.constant((sides, second) => sides.push(second));
const remove: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  (sides, second) => sides.deleteHere(second),
  (sides, second) => sides.deleteThere(second),
);
const skews = fc.integer({ min: -120, max: 120 });
/** Some things happen within one second. */
const gaps = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 });

function play(steps: readonly Step[], pauses: readonly number[], skew: number): { sides: TwoSides; end: number } {
  const sides = new TwoSides(skew);
  let second = 10;
  for (const [index, step] of steps.entries()) {
    second += pauses[index % pauses.length] ?? 1;
    step(sides, second);
  }
  return { sides, end: second };
}

function settle(sides: TwoSides, end: number): void {
  sides.push(end + 10);
  sides.pull(end + 20);
}

/** What both sides say, where there is a word for it on both. */
function agreement({ task, theirs: row }: TwoSides): Partial<Record<TaskField, unknown>> {
  return Object.fromEntries(
    (['status', 'priority', 'due', 'details'] as const).flatMap((field) => {
      const there = readField(row, field, RULES);
      if (there === undefined) return [];
      const here = field === 'details' ? spelling(spelled(task, RULES), field) : task[field];
      return [[field, here === there ? 'same' : { here, there }]];
    }),
  );
}

const SAME = { status: 'same', priority: 'same', due: 'same', details: 'same' };

describe('whatever happens on both sides, and however late reads arrive', () => {
  it('both sides say the same in the end, and nothing is left to say', () => {
    const any = fc.array(fc.oneof(editHere, editThere, pull, pullAgain, push), { maxLength: 30 });
    fc.assert(
      fc.property(any, gaps, skews, (steps, pauses, skew) => {
        const { sides, end } = play(steps, pauses, skew);
        settle(sides, end);
        expect({ ...SAME, ...agreement(sides) }).toEqual(SAME);
        expect(isUnsent(sides.task)).toBe(false);
        const { task, theirs: row, writes } = sides;
        settle(sides, end + 100);
        expect([sides.task, sides.theirs, sides.writes]).toEqual([task, row, writes]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a deletion on either side ends it on both', () => {
    const any = fc.array(fc.oneof(editHere, editThere, pull, push), { maxLength: 15 });
    fc.assert(
      fc.property(any, remove, any, gaps, skews, (before, gone, after, pauses, skew) => {
        const { sides, end } = play([...before, gone, ...after], pauses, skew);
        settle(sides, end);
        expect([sides.task.deleted !== null, sides.theirs.isDeleted]).toEqual([true, true]);
        expect(isUnsent(sides.task)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('nothing is written to Salesforce that nobody has changed here', () => {
    const others = fc.array(fc.oneof(editThere, pull, pullAgain, push), { maxLength: 30 });
    fc.assert(
      fc.property(others, gaps, skews, (steps, pauses, skew) => {
        const { sides, end } = play(steps, pauses, skew);
        settle(sides, end);
        expect(sides.writes).toBe(0);
        expect(sides.task.lost).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('one field changed on both sides between two looks', () => {
  /** Seconds at which each side changed it, whatever the clocks say. */
  const moments = fc.tuple(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 10, max: 400 }));

  it('has the later value on both sides and the other one kept, whoever is first and however far the clocks are apart', () => {
    fc.assert(
      fc.property(moments, skews, fc.boolean(), ([here, there], skew, isOursFirst) => {
        const sides = new TwoSides(skew);
        const edits = [
          () => sides.editHere({ due: '2026-12-24' }, here),
          () => sides.editThere({ due: '2026-12-31' }, there),
        ];
        for (const edit of isOursFirst ? edits : edits.toReversed()) edit();
        settle(sides, 500);
        const [winner, loser] = here > there ? ['2026-12-24', '2026-12-31'] : ['2026-12-31', '2026-12-24'];
        expect([sides.task.due, sides.theirs.due]).toEqual([winner, winner]);
        expect(sides.task.lost).toMatchObject([{ field: 'due', value: loser, against: 'edit' }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is complete where either side completed it', () => {
    fc.assert(
      fc.property(moments, skews, fc.boolean(), ([here, there], skew, isDoneHere) => {
        const sides = new TwoSides(skew);
        sides.editHere({ status: 'complete' }, 2);
        sides.push(3);
        // One side reopens it, the other one too and closes it again.
        sides.editHere({ status: 'open' }, here);
        if (isDoneHere) {
          sides.editThere({ status: 'In Progress', isClosed: false }, there);
          sides.editHere({ status: 'complete' }, here + 1);
        } else sides.editThere({ status: 'Deferred', isClosed: true }, there);
        settle(sides, 500);
        expect([sides.task.status, sides.theirs.isClosed]).toEqual(['complete', true]);
      }),
      { numRuns: 500 },
    );
  });
});
