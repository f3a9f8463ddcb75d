import { describe, expect, it } from 'vitest';
import { asOverCap, type Decision, decide } from '../../model/decide.ts';
import { PERSON_FIELDS } from '../../model/person.ts';
import {
  EARLIER,
  HINTS,
  NOW,
  outcome,
  personalMembers,
  READS,
  stored,
  ticket,
  USER,
  VALUES,
  WINNER,
} from './people.ts';

function written(decision: Decision) {
  if (decision.kind !== 'write') throw new Error(`expected a write, got ${decision.kind}`);
  return decision;
}

describe('the part that is written', () => {
  it('a qualified person is written whole: owner, twelve fields, time and evidence of the read', () => {
    const { part } = written(decide(outcome({ read: READS.qualified })));
    const head = { asOf: 10, state: 'qualified', syncedAt: NOW, evidence: 'leadChange' };
    expect(part).toEqual({ ...head, ownerId: USER, ...VALUES });
    expect(Object.keys(part)[0]).toBe('asOf');
  });

  it.each([
    ['unowned', 'noOwner'],
    ['salesforceDeleted', 'salesforceDeleted'],
  ] as const)('a person read as %s says why: %s', (read, reason) => {
    const { part } = written(decide(outcome({ read: READS[read], stored: stored('qualified') })));
    expect(part).toMatchObject({ state: 'unowned', reason, leftAt: NOW, ...VALUES });
  });

  it('retention of an unowned person counts from the day it left, not from the last read', () => {
    const { part } = written(decide(outcome({ read: READS.unowned, stored: stored('unowned', { personal: true }) })));
    expect(part.leftAt).toEqual(EARLIER);
  });

  it('retention of a tombstone counts from the day it was made, and begins anew when an unowned person is deleted', () => {
    const again = written(decide(outcome({ stored: stored('deleted') })));
    expect(again.part.leftAt).toEqual(EARLIER);
    const fresh = written(decide(outcome({ stored: stored('unowned'), hint: HINTS.deletion })));
    expect(fresh.part.leftAt).toEqual(NOW);
  });

  it('a tombstone of a known person keeps the values until retention drops them', () => {
    const { part } = written(decide(outcome({ stored: stored('qualified'), hint: HINTS.deletion })));
    expect(part).toMatchObject({ state: 'deleted', ownerId: USER, ...VALUES });
  });

  it('redacted people stay redacted while they stay away', () => {
    const unowned = written(decide(outcome({ read: READS.unowned, stored: stored('unowned') })));
    const deleted = written(decide(outcome({ stored: stored('deleted') })));
    expect(personalMembers(unowned.part)).toEqual([]);
    expect(personalMembers(deleted.part)).toEqual([]);
  });

  it('a person over the cap is a stub without personal data', () => {
    const { part } = written(decide(outcome({ read: READS.qualified })));
    expect(asOverCap(part)).toEqual({ asOf: 10, state: 'overCap', syncedAt: NOW, evidence: 'leadChange' });
  });
});

describe('merges', () => {
  it('a merge record upgrades an earlier deletion: state merged, winner kept', () => {
    const decision = written(decide(outcome({ stored: stored('deleted'), hint: HINTS.merge })));
    expect(decision.part.state).toBe('merged');
    expect(decision.alias).toEqual({ asOf: 10, winner: WINNER });
    expect(decision.changes).toEqual([{ field: 'state', old: 'deleted', new: 'merged' }]);
  });

  it('a deletion record that comes after the merge record never takes the winner away', () => {
    const decision = written(decide(outcome({ stored: stored('merged'), hint: HINTS.deletion })));
    expect(decision.part.state).toBe('merged');
    expect(decision.alias).toBeNull();
  });

  it('a loser that Marketo still returns is alive: no alias, still suspect', () => {
    const decision = written(decide(outcome({ read: READS.qualified, hint: HINTS.merge })));
    expect(decision).toMatchObject({ alias: null, stillSuspect: true, part: { state: 'qualified' } });
  });
});

describe('history and counts', () => {
  it.each(PERSON_FIELDS)('a change of %s is one history row with old and new value', (field) => {
    const read = { ...READS.qualified, values: { ...VALUES, [field]: null } };
    const { changes } = written(decide(outcome({ read, stored: stored('qualified') })));
    expect(changes).toEqual([{ field, old: VALUES[field], new: null }]);
  });

  it('a change of owner is history, whoever has it now', () => {
    const read = { ...READS.qualified, ownerId: '005000000000002AAA' };
    const { changes } = written(decide(outcome({ read, stored: stored('qualified') })));
    expect(changes).toEqual([{ field: 'ownerId', old: USER, new: read.ownerId }]);
  });

  it('a first arrival and an unchanged person have no history', () => {
    expect(written(decide(outcome({ read: READS.qualified }))).changes).toEqual([]);
    expect(written(decide(outcome({ read: READS.qualified, stored: stored('qualified') }))).changes).toEqual([]);
  });

  it('a stub that becomes visible has the change of state, not one of each field', () => {
    const { changes } = written(decide(outcome({ read: READS.qualified, stored: stored('unowned') })));
    expect(changes.map(({ field }) => field)).toEqual(['state', 'ownerId']);
  });

  it('a read older than what is stored changes nothing, so it counts neither as leaving nor as joining nor as history', () => {
    const newer = { asOf: 11 };
    const leaving = written(decide(outcome({ read: READS.unowned, stored: stored('qualified', newer) })));
    const joining = written(decide(outcome({ read: READS.qualified, stored: stored('unowned', newer) })));
    expect(leaving).toMatchObject({ leaves: false, joins: false, changes: [] });
    expect(joining).toMatchObject({ leaves: false, joins: false, changes: [] });
  });

  it('deciding again with the same ticket after the write is harmless', () => {
    const first = written(decide(outcome({ read: READS.unowned, stored: stored('qualified') })));
    const after = { ...stored('qualified'), marketo: first.part };
    const again = written(decide(outcome({ read: READS.unowned, stored: after, ticket: ticket(10) })));
    expect(again).toMatchObject({ leaves: false, joins: false, changes: [] });
    expect(again.part).toEqual(first.part);
  });
});
