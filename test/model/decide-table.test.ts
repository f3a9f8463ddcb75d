import { describe, expect, it } from 'vitest';
import { type Decision, decide } from '../../model/decide.ts';
import { ERASED_TICKET } from '../../model/ids.ts';
import { HINTS, outcome, personalMembers, READS, stored } from './people.ts';

const STORED = {
  never: undefined,
  appDataOnly: { _id: outcome({}).id },
  qualified: stored('qualified'),
  unowned: stored('unowned'),
  deleted: stored('deleted'),
  merged: stored('merged'),
  erased: stored('erased', { asOf: ERASED_TICKET }),
  overCap: stored('overCap'),
};

/** What becomes of each stored person (rows) by what Marketo answers (columns); absence is read with a hint or without. */
const RULES: Record<keyof typeof STORED, Record<string, string>> = {
  never: by('qualified', 'unowned', 'unowned', 'nothing', 'deleted', 'merged', 'deleted'),
  appDataOnly: by('qualified', 'unowned', 'unowned', 'nothing', 'deleted', 'merged', 'deleted'),
  qualified: by('qualified', 'unowned', 'unowned', 'suspect', 'deleted', 'merged', 'deleted'),
  unowned: by('qualified', 'unowned', 'unowned', 'suspect', 'deleted', 'merged', 'deleted'),
  deleted: by('qualified', 'unowned', 'unowned', 'deleted', 'deleted', 'merged', 'deleted'),
  merged: by('qualified', 'unowned', 'unowned', 'merged', 'merged', 'merged', 'merged'),
  erased: by('nothing', 'nothing', 'nothing', 'nothing', 'nothing', 'nothing', 'nothing'),
  overCap: by('qualified', 'unowned', 'unowned', 'suspect', 'deleted', 'merged', 'deleted'),
};

function by(qualified: string, unowned: string, salesforceDeleted: string, ...absent: string[]) {
  const [none = '', deletion = '', merge = '', absence = ''] = absent;
  return { qualified, unowned, salesforceDeleted, none, deletion, merge, absence };
}

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];
const CASES = names(STORED).flatMap((was) =>
  names(READS).flatMap((read) => names(HINTS).map((hint) => ({ was, read, hint }))),
);

const become = (decision: Decision) => (decision.kind === 'write' ? decision.part.state : decision.kind);

describe('one id read back', () => {
  it.each(CASES)('stored $was, answered $read, hint $hint', ({ was, read, hint }) => {
    const before = STORED[was];
    const decision = decide(outcome({ stored: before, read: READS[read], hint: HINTS[hint] }));
    const expected = RULES[was][read === 'absent' ? hint : read];
    expect(become(decision)).toBe(expected);
    if (decision.kind !== 'write') return;

    expect(decision.part.asOf).toBe(10);
    expect(decision.leaves).toBe(was === 'qualified' && expected !== 'qualified');
    expect(decision.joins).toBe(was !== 'qualified' && expected === 'qualified');
    // Whoever comes back although a feed called the person gone is asked for again.
    expect(decision.stillSuspect).toBe(read !== 'absent' && (hint === 'deletion' || hint === 'merge'));
    expect(decision.alias).toEqual(
      read === 'absent' && hint === 'merge' ? { asOf: 10, winner: HINTS.merge.winner } : null,
    );
    // Of people who were never visible nothing personal is stored.
    const known = was === 'qualified';
    expect(personalMembers(decision.part)).toHaveLength(expected === 'qualified' || known ? 13 : 0);
  });
});
