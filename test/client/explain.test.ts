import { expect, test } from 'vitest';
import { explain } from '../../client/people/explain.ts';
import { followWinners, type PersonEvidence } from '../../client/people/lookup.ts';
import type { PersonDocument } from '../../model/person.ts';
import { AT, document, evidence, gonePart, herePart, STATE, stateChange, suspect } from '../cli/support/evidence.ts';
import { personId, ticket } from '../store/people.ts';

const scanning = {
  ...STATE,
  initial: 'running',
  progress: { done: 1_000, total: 5_000, read: 9, qualified: 9, calls: 4, at: AT(2) },
} as const;
const merged = (winner: number) =>
  document(gonePart('merged'), { alias: { asOf: ticket(9), winner: personId(winner) } });
const gone = (kind: 'deleted' | 'merged', why: 'deletion' | 'merge') => [stateChange(5, why, 'qualified', kind)];

/** What is stored; whether the person is here; the reason's word; what the sentences must say. */
const CASES: [name: string, given: Partial<PersonEvidence>, here: boolean, because: string, says: string[]][] = [
  [
    'qualified',
    { person: document(herePart()) },
    true,
    'qualified',
    [
      'because 0055g00000000GgAAI owns the person',
      'Read from Marketo at 2026-11-24T06:00:00Z',
      'change feed named a changed field',
    ],
  ],
  [
    'first seen',
    { person: document(herePart(), { firstSeen: { asOf: ticket(1), at: AT(1), evidence: 'initialScan' } }) },
    true,
    'qualified',
    ['First read at 2026-11-24T01:00:00Z, because the initial sync'],
  ],
  [
    'back after a merge',
    { person: document(herePart(), { alias: { asOf: ticket(2), winner: personId(7) } }) },
    true,
    'qualified',
    ['named 7 as the winner, but Marketo returned this person again'],
  ],
  [
    'merged away, and held by the brake',
    {
      person: document(herePart(), { alias: { asOf: ticket(99), winner: personId(7) } }),
    },
    true,
    'qualified',
    ['has named 7 as the winner since this read'],
  ],
  [
    'no owner',
    {
      person: document(gonePart('unowned', { reason: 'noOwner' })),
      history: [stateChange(5, 'leadChange', 'qualified', 'unowned')],
    },
    false,
    'unowned',
    ['since 2026-11-24T05:00:00Z', 'empty or names a queue', 'Here until 2026-11-24T05:00:00Z'],
  ],
  [
    'deleted in Salesforce',
    { person: document(gonePart('unowned', { reason: 'salesforceDeleted' })) },
    false,
    'unowned',
    ['deleted in Salesforce'],
  ],
  [
    'deleted',
    { person: document(gonePart('deleted')), history: gone('deleted', 'deletion') },
    false,
    'deleted',
    [
      'since 2026-11-24T05:00:00Z: deleted in Marketo',
      'A deletion record of Marketo named the person; asked again at 2026-11-24T05:00:00Z',
      'did not return it',
      'Still absent when asked last, at 2026-11-24T06:00:00Z',
    ],
  ],
  [
    'deleted, found on a re-read',
    { person: document(gonePart('deleted')), history: [stateChange(5, 'resync', 'qualified', 'deleted')] },
    false,
    'deleted',
    ['Asked again at 2026-11-24T05:00:00Z because an admin asked for it'],
  ],
  [
    'merged',
    { person: merged(2_001), winners: [{ id: personId(2_001), state: 'qualified' }], history: gone('merged', 'merge') },
    false,
    'merged',
    ['merged into 2001. 2001 is here.', 'A merge record of Marketo named the person'],
  ],
  [
    'merged twice',
    {
      person: merged(2_001),
      winners: [
        { id: personId(2_001), state: 'merged' },
        { id: personId(3_001), state: 'unowned' },
      ],
    },
    false,
    'merged',
    ['merged into 2001, then into 3001. 3001 is not here either (unowned).'],
  ],
  [
    'winner not read',
    { person: merged(9_001), winners: [{ id: personId(9_001), state: null }] },
    false,
    'merged',
    ['9001 has not been read yet'],
  ],
  [
    'merged in a circle',
    { person: merged(2_001), winners: [{ id: personId(2_001), state: 'merged' }], circle: true },
    false,
    'merged',
    ['form a circle'],
  ],
  ['erased', { person: document(gonePart('erased')) }, false, 'erased', ['erased for privacy']],
  ['over the cap', { person: document(gonePart('overCap')) }, false, 'overCap', ['people.cap (1,500,000 people)']],
  [
    'held',
    { person: document(herePart()), suspects: [suspect({ kind: 'held' })] },
    true,
    'held',
    ['Held by the brake since 2026-11-24T07:00:00Z', 'would have left'],
  ],
  [
    'held after a deletion',
    { person: document(herePart()), suspects: [suspect({ kind: 'held', hint: 'deletion' })] },
    true,
    'held',
    ['a deletion record says that the person is gone'],
  ],
  [
    'suspect, still returned',
    { person: document(herePart()), suspects: [suspect({ hint: 'merge', winner: personId(8) })] },
    true,
    'qualified',
    [
      'a merge into 8 named the person, but Marketo still returned it',
      'Asked again at 2026-11-24T08:00:00Z, until 2026-11-25T07:00:00Z',
    ],
  ],
  [
    'suspect, unexplained',
    { person: document(herePart()), suspects: [suspect({})] },
    true,
    'qualified',
    ['did not return the person, and no record says why'],
  ],
  [
    'sync not started',
    { state: { ...STATE, scanId: null, initial: 'none' } },
    false,
    'notStarted',
    ['has not been started'],
  ],
  ['not read yet', { state: scanning }, false, 'notReadYet', ['the initial sync is at 20 %.']],
  ['not read yet, paused', { state: { ...scanning, initial: 'paused' } }, false, 'notReadYet', ['at 20 % and paused']],
  [
    'asked for, nobody returned',
    { state: scanning, asked: true },
    false,
    'noSuchPerson',
    ['asked Marketo for this id and nobody was returned'],
  ],
  ['beyond the highest id', { id: personId(9_999_999) }, false, 'beyondHighestId', ['9,999,999 lies beyond 5,000']],
  [
    'named by a feed, never returned',
    { suspects: [suspect({ hint: 'deletion' })] },
    false,
    'suspect',
    ['has not returned it yet'],
  ],
  ['the app’s data alone', { person: { _id: personId(1_001) } }, false, 'unknown', ['found nobody']],
];

test.each(CASES)('explain: %s', (_, given, here, because, says) => {
  const explanation = explain(evidence(given));
  expect(explanation).toMatchObject({ here, because });
  const text = explanation.sentences.join(' ');
  for (const part of says) expect(text).toContain(part);
});

test('explain names the command that goes on, where one helps', () => {
  const next = (given: Partial<PersonEvidence>) => explain(evidence(given)).next;
  expect(next({ person: document(herePart()), suspects: [suspect({ kind: 'held' })] })).toBe(
    'actions-sync people approve',
  );
  expect(next({ state: { ...STATE, scanId: null } })).toBe('actions-sync people start');
  expect(next({ state: { ...scanning, initial: 'paused' } })).toBe('actions-sync people resume');
  expect(next({ state: scanning })).toBe('actions-sync people resync 1001');
  expect(next({ person: document(herePart()) })).toBeNull();
});

const chainOf = (people: Record<number, PersonDocument>, id: number) => {
  const get = async (wanted: number) => people[wanted] ?? null;
  return followWinners(personId(id), people[id] ?? null, { people: { get } });
};
const loser = (id: number, winner: number): PersonDocument => ({ ...merged(winner), _id: personId(id) });

test('a chain of merges is followed to the last winner', async () => {
  const people = { 1: loser(1, 2), 2: loser(2, 3), 3: { ...document(herePart()), _id: personId(3) } };
  expect(await chainOf(people, 1)).toEqual({
    winners: [
      { id: 2, state: 'merged' },
      { id: 3, state: 'qualified' },
    ],
    circle: false,
  });
});

test('merges in a circle end, a circle away from the person too', async () => {
  expect(await chainOf({ 1: loser(1, 2), 2: loser(2, 1) }, 1)).toMatchObject({ circle: true });
  expect(await chainOf({ 1: loser(1, 2), 2: loser(2, 3), 3: loser(3, 2) }, 1)).toMatchObject({ circle: true });
  expect(await chainOf({ 1: loser(1, 1) }, 1)).toEqual({ winners: [], circle: true });
});

test('a winner that came back alive ends the chain, whatever its old alias says', async () => {
  const alive: PersonDocument = {
    ...document(herePart()),
    _id: personId(2),
    alias: { asOf: ticket(1), winner: personId(9) },
  };
  expect(await chainOf({ 1: loser(1, 2), 2: alive }, 1)).toEqual({
    winners: [{ id: 2, state: 'qualified' }],
    circle: false,
  });
});
