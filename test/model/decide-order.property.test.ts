import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Decision, decide } from '../../model/decide.ts';
import type { MergeAlias, PersonDocument, PersonRead } from '../../model/person.ts';
import { HINTS, ID, NOW, outcome, READS, ticket, VALUES } from './people.ts';

type Living = 'qualified' | 'unowned' | 'salesforceDeleted';
interface Reading {
  read: PersonRead | null;
  hint: keyof typeof HINTS;
}

/** Marketo never reuses an id: a person lives, changing, and is then gone for good. Some feed may or may not say so. */
const timeline = fc
  .tuple(
    fc.array(fc.constantFrom<Living>('qualified', 'unowned', 'salesforceDeleted'), { maxLength: 4 }),
    fc.array(fc.constantFrom<keyof typeof HINTS>('none', 'deletion', 'merge'), { maxLength: 4 }),
  )
  .map(([living, gone]): Reading[] => [
    ...living.map((kind, index) => ({
      read: { ...READS[kind], values: { ...VALUES, title: `title ${index}` } },
      hint: 'none' as const,
    })),
    ...gone.map((hint) => ({ read: null, hint })),
  ])
  .filter((readings) => readings.length > 0);

/** Each reading is decided with whatever is stored then, and applied later: never in order, often twice. */
const schedule = timeline.chain((readings) =>
  fc.record({
    readings: fc.constant(readings),
    steps: fc.array(
      fc.record({
        does: fc.constantFrom<'decide' | 'apply'>('decide', 'apply'),
        index: fc.nat(readings.length - 1),
      }),
      { maxLength: 30 },
    ),
    last: fc.shuffledSubarray([...readings.keys()], { minLength: readings.length }),
  }),
);

/** What `$max` by ticket does in the database. */
function apply(person: PersonDocument, decision: Decision | undefined): PersonDocument {
  if (decision?.kind !== 'write') return person;
  const newest = <T extends { asOf: number }>(a: T | undefined, b: T) => (a === undefined || b.asOf > a.asOf ? b : a);
  const alias: MergeAlias | undefined = decision.alias === null ? person.alias : newest(person.alias, decision.alias);
  return {
    ...person,
    marketo: newest(person.marketo, decision.part),
    ...(alias === undefined ? {} : { alias }),
  };
}

function run(readings: readonly Reading[], steps: readonly { does: 'decide' | 'apply'; index: number }[]) {
  let person: PersonDocument = { _id: ID };
  const decisions = new Map<number, Decision>();
  for (const { does, index } of steps) {
    const reading = readings[index];
    if (reading === undefined) continue;
    const taken = { read: reading.read, hint: HINTS[reading.hint], ticket: ticket(index + 1), at: NOW };
    if (does === 'decide') decisions.set(index, decide(outcome({ ...taken, stored: person })));
    else person = apply(person, decisions.get(index));
  }
  return person;
}

it('in any order, with any delay and repetition, the newest read wins and nobody gone is visible', () => {
  fc.assert(
    fc.property(schedule, ({ readings, steps, last }) => {
      const finish = last.flatMap((index) => [
        { does: 'decide' as const, index },
        { does: 'apply' as const, index },
      ]);
      const person = run(readings, [...steps, ...finish]);
      const livingReads = readings.filter(({ read }) => read !== null);
      const hints = readings.map(({ hint }) => hint).filter((hint) => hint !== 'none');
      const newest = livingReads.at(-1)?.read;

      if (hints.length > 0) {
        expect(['deleted', 'merged']).toContain(person.marketo?.state);
        expect(person.alias !== undefined).toBe(hints.includes('merge'));
      } else if (newest === undefined || newest === null) {
        expect(person.marketo).toBeUndefined();
      } else {
        const visible = newest.ownerId !== null && !newest.salesforceDeleted;
        expect(person.marketo?.asOf).toBe(livingReads.length);
        expect(person.marketo?.state).toBe(visible ? 'qualified' : 'unowned');
        if (visible) expect(person.marketo).toMatchObject({ ownerId: newest.ownerId, ...newest.values });
      }
      if (!livingReads.some(({ read }) => read?.ownerId !== null && read?.salesforceDeleted === false)) {
        expect(JSON.stringify(person)).not.toContain('value');
      }
      const late = steps.map(({ index }) => ({ does: 'apply' as const, index }));
      expect(run(readings, [...steps, ...finish, ...late])).toEqual(person);
    }),
    { numRuns: 3_000 },
  );
});
