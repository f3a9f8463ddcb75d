import { describe, expect, it } from 'vitest';
import { type Check, holds } from '../../chaos/judge/check.ts';
import { textsIn } from '../../chaos/judge/histories.ts';
import { judgeActivities, type Logged, type TrueTask } from '../../chaos/judge/sales-activities.ts';

const names = { eventIdOf: (id: string) => `chaos/${id}`, keyOf: (id: string) => `a-${id}` };
const wrong = (checks: readonly Check[]) =>
  checks.filter((check) => !holds(check)).map(({ name, examples }) => [name, ...(examples ?? [])]);

const SENT: Logged = { id: 's', type: 'emailSent', personId: 1, hasRecord: true };
const OPENED: Logged = { id: 'o', type: 'emailOpened', personId: 1, emailId: 's', hasRecord: true };
const REPLIED: Logged = { id: 'r', type: 'emailReplied', personId: 1, emailId: 's', hasRecord: true };
const ADDED: Logged = { id: 'c', type: 'campaignAdded', personId: 2, hasRecord: false };
const LOGGED = [SENT, OPENED, REPLIED, ADDED];

const TYPES = {
  emailSent: 'siaEmailSent',
  emailOpened: 'siaEmailOpened',
  emailReplied: 'siaEmailReplied',
  campaignAdded: 'siaCampaignAdded',
} as const;
const inMarketo = LOGGED.map(({ id, type, personId }) => ({
  eventId: `chaos/${id}`,
  type: TYPES[type as keyof typeof TYPES],
  leadId: personId,
}));
const NEW_TASK = { viewed: false, clicked: false, replied: false, status: null };
const TASKS: TrueTask[] = [
  { ...NEW_TASK, id: '00T1', key: 'a-s', type: 'Email', viewed: true, replied: true, status: 'sent' },
  { ...NEW_TASK, id: '00T2', key: 'a-r', type: 'Reply' },
];
const DONE = { state: 'done', detail: null };
const states = new Map(
  LOGGED.map(({ id }) => [id, id === 'c' ? { marketo: DONE } : { marketo: DONE, salesforce: DONE }]),
);
const gone = (...people: [number, number | null][]) => new Map(people);

type Change = Partial<Parameters<typeof judgeActivities>[1]> & { states?: typeof states; logged?: Logged[] };
const judge = ({ states: own = states, logged = LOGGED, ...truth }: Change = {}) =>
  wrong(judgeActivities(logged, { added: inMarketo, tasks: TASKS, gone: gone(), ...truth }, own, names));
const stateOf = (id: string, marketo: { state: string; detail: string | null }) =>
  new Map([...states, [id, { ...states.get(id), marketo }]]) as typeof states;
const task = (id: string, change: Partial<TrueTask>) =>
  TASKS.map((one) => (one.id === id ? { ...one, ...change } : one));
const lead = (id: string, leadId: number) =>
  inMarketo.map((one) => (one.eventId === `chaos/${id}` ? { ...one, leadId } : one));

describe('whether each activity is there once', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(judge()).toEqual([]);
  });

  it('finds one lost in Marketo, one doubled, one that nobody logged, and one of another person or kind', () => {
    expect(judge({ added: inMarketo.slice(1) })).toEqual([['activities lost in Marketo', 's']]);
    expect(judge({ added: [...inMarketo, ...inMarketo.slice(0, 1)] })).toEqual([
      ['activities doubled in Marketo', 's'],
    ]);
    const foreign = { eventId: 'chaos/x', type: 'siaEmailSent', leadId: 1 };
    expect(judge({ added: [...inMarketo, foreign, { ...foreign, eventId: null }] })).toEqual([
      ['activities in Marketo that nobody logged', 'chaos/x', 'no event id'],
    ]);
    const misplaced = 'activities of another kind or person in Marketo';
    expect(judge({ added: lead('s', 2) })).toEqual([[misplaced, 's']]);
    const otherKind = inMarketo.map((one) => (one.eventId === 'chaos/s' ? { ...one, type: 'siaEmailOpened' } : one));
    expect(judge({ added: otherKind })).toEqual([[misplaced, 's']]);
  });

  it('takes a merged person’s with the winner, and none of a deleted one’s', () => {
    expect(judge({ added: lead('c', 3), gone: gone([2, 3]) })).toEqual([]);
    expect(judge({ added: inMarketo, gone: gone([2, 3]) })).toEqual([]);
    expect(judge({ added: inMarketo.slice(0, 3), gone: gone([2, 3]) })).toEqual([['activities lost in Marketo', 'c']]);
    expect(judge({ added: inMarketo.slice(0, 3), gone: gone([2, null]) })).toEqual([]);
    expect(judge({ added: inMarketo.slice(0, 3), gone: gone([2, 3], [3, null]) })).toEqual([]);
  });

  it('finds a Task lost, doubled, that nobody logged, and of another type', () => {
    expect(judge({ tasks: TASKS.slice(0, 1) })).toEqual([['Tasks lost in Salesforce', 'r']]);
    expect(judge({ tasks: [...TASKS, ...TASKS.slice(1)] })).toEqual([['Tasks doubled in Salesforce', 'r']]);
    const foreign = [
      { ...NEW_TASK, id: '00T8', key: null, type: 'Email' },
      { ...NEW_TASK, id: '00T9', key: 'a-o', type: 'Email' },
    ];
    expect(judge({ tasks: [...TASKS, ...foreign] })).toEqual([
      ['Tasks in Salesforce that nobody logged', '00T8', '00T9'],
    ]);
    expect(judge({ tasks: task('00T2', { type: 'Call' }) })).toEqual([['Tasks with another type or engagement', 'r']]);
  });

  it('misses no Task of somebody without a record, or who is gone', () => {
    const without = LOGGED.map((one) => ({ ...one, hasRecord: false }));
    expect(judge({ tasks: [], logged: without })).toEqual([]);
    expect(judge({ tasks: [], gone: gone([1, null]) })).toEqual([]);
  });

  it.each([
    ['an open that is not shown', { viewed: false }],
    ['a reply that is not shown', { replied: false }],
    ['a click that never was', { clicked: true }],
    ['a bounce that never was', { status: 'bounced' }],
  ])('finds %s', (_, change) => {
    expect(judge({ tasks: task('00T1', change) })).toEqual([['Tasks with another type or engagement', 's']]);
  });

  it('finds what is not stored, did not come to an end, or failed for no good reason', () => {
    expect(judge({ states: new Map([...states].slice(1)) })).toEqual([['activities that are not stored', 's']]);
    const parked = { state: 'parked', detail: 'marketo.606' };
    expect(judge({ states: stateOf('s', parked) })).toEqual([
      ['activities that did not come to an end', 's marketo parked marketo.606'],
    ]);
    const failed = { state: 'failed', detail: 'marketo.1004' };
    expect(judge({ states: stateOf('c', failed) })).toEqual([
      ['activities that failed for no good reason', 'c marketo failed marketo.1004'],
    ]);
    expect(judge({ states: stateOf('c', failed), gone: gone([2, null]) })).toEqual([]);
    const other = { state: 'failed', detail: 'marketo.1003' };
    expect(judge({ states: stateOf('c', other), gone: gone([2, null]) })).toHaveLength(1);
  });

  it('lets one of somebody who is gone wait for what became of them', () => {
    const unknown = { state: 'unknown', detail: null };
    expect(judge({ states: stateOf('c', unknown), gone: gone([2, null]) })).toEqual([]);
    expect(judge({ states: stateOf('c', unknown) })).toHaveLength(1);
  });
});

it('every text of a history is looked at, payloads too, but for Temporal’s own', () => {
  const data = new TextEncoder().encode('{"email":"ada@example.com"}');
  const history = { events: [{ identity: '1@host', input: { payloads: [{ data }] }, failure: { message: 'Ada' } }] };
  expect([...textsIn(history)]).toEqual(['{"email":"ada@example.com"}', 'Ada']);
});
