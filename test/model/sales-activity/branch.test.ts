import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BRANCH_TRANSITIONS,
  type Branch,
  type BranchAnswer,
  type BranchEvent,
  isFinal,
  NEW_BRANCH,
  nextBranch,
  SENDING_FOR_MS,
} from '../../../model/sales-activity/branch.ts';

const at = (ms: number) => new Date(1_795_000_000_000 + ms);
const answers: BranchAnswer[] = [
  { state: 'done', reference: 'guid' },
  { state: 'unknown' },
  { state: 'skipped', reason: 'noSend' },
  { state: 'failed', error: 'marketo.1006' },
  { state: 'parked', until: at(9), reason: 'personUnknown' },
];

function follow(...events: BranchEvent[]): Branch {
  return events.reduce((branch, event) => nextBranch(branch, event) ?? branch, NEW_BRANCH);
}
const claim = (batch: string): BranchEvent => ({ kind: 'claim', batch, now: at(0) });
const answer = (batch: string, said: BranchAnswer): BranchEvent => ({ kind: 'answer', batch, answer: said });
const expire: BranchEvent = { kind: 'expire', now: at(SENDING_FOR_MS) };
const done: BranchAnswer = { state: 'done', reference: 'guid' };

describe('a branch', () => {
  it.each(answers)('takes the answer of its call: %j', (said) => {
    expect(follow(claim('a'), answer('a', said)).status).toMatchObject(said);
    expect(follow(claim('a'), answer('b', said)).status.state).toBe('sending');
  });

  it('is claimed once', () => {
    expect(nextBranch(follow(claim('a')), claim('b'))).toBeNull();
  });

  it('becomes unknown after 120 s, not before', () => {
    const sending = follow(claim('a'));
    expect(nextBranch(sending, { kind: 'expire', now: at(SENDING_FOR_MS - 1) })).toBeNull();
    expect(nextBranch(sending, expire)?.status).toEqual({ state: 'unknown', batch: 'a', since: at(0) });
  });

  it.each<[string, BranchEvent[]]>([
    ['unknown', [expire]],
    ['pending, looked up in vain', [expire, { kind: 'absent', batch: 'a' }]],
    ['parked meanwhile', [expire, { kind: 'absent', batch: 'a' }, { kind: 'park', until: at(9), reason: 'quota' }]],
    ['failed in doubt', [expire, { kind: 'fail', error: 'marketo.610' }]],
  ])('%s takes a late answer of its last call', (_, events) => {
    expect(follow(claim('a'), ...events, answer('a', done)).status).toEqual(done);
  });

  it('claimed anew takes no answer of the call before', () => {
    const again = follow(claim('a'), expire, { kind: 'absent', batch: 'a' }, claim('b'));
    expect(nextBranch(again, answer('a', done))).toBeNull();
    expect(nextBranch(again, answer('b', done))?.status).toEqual(done);
  });

  it('takes one answer of a call: a repeated one does not undo what came after', () => {
    const failed: BranchAnswer = { state: 'failed', error: 'marketo.1006' };
    const retried = follow(claim('a'), answer('a', failed), { kind: 'retry' });
    expect(retried.status.state).toBe('pending');
    expect(nextBranch(retried, answer('a', failed))).toBeNull();
  });

  it('retried is looked up first where its last call is in doubt', () => {
    const inDoubt = follow(claim('a'), expire, { kind: 'fail', error: 'marketo.610' }, { kind: 'retry' });
    expect(inDoubt.status).toEqual({ state: 'unknown', batch: 'a', since: at(0) });
  });

  it('a look-up counts only for the call that it was made for', () => {
    const unknown = follow(claim('a'), expire);
    expect(nextBranch(follow(claim('a')), { kind: 'absent', batch: 'a' })).toBeNull();
    expect(nextBranch(unknown, { kind: 'absent', batch: 'b' })).toBeNull();
    expect(nextBranch(unknown, { kind: 'found', batch: 'b', reference: null })).toBeNull();
    expect(nextBranch(unknown, { kind: 'found', batch: 'a', reference: 'x' })?.status).toEqual({
      state: 'done',
      reference: 'x',
    });
  });

  it.each<[string, BranchEvent[]]>([
    ['pending', []],
    ['sending', [claim('a')]],
    ['unknown', [claim('a'), expire]],
    ['parked', [{ kind: 'park', until: at(9), reason: 'quota' }]],
    ['failed', [claim('a'), answer('a', { state: 'failed', error: 'marketo.1006' })]],
  ])('%s in a restored database is looked up first, for whatever call was forgotten', (state, events) => {
    const before = follow(...events);
    expect(before.status.state).toBe(state);
    const restored = nextBranch(before, { kind: 'doubt', batch: 'restored', now: at(5) });
    expect(restored?.status).toEqual({ state: 'unknown', batch: 'restored', since: at(5) });
    expect(nextBranch(restored ?? before, answer('a', done))).toBeNull();
  });

  it('of which nobody knows whether it was sent is neither parked nor skipped nor sent', () => {
    const unknown = follow(claim('a'), expire);
    expect(nextBranch(unknown, { kind: 'park', until: at(9), reason: 'quota' })).toBeNull();
    expect(nextBranch(unknown, { kind: 'skip', reason: 'noSend' })).toBeNull();
    expect(nextBranch(unknown, claim('b'))).toBeNull();
  });
});

const batches = fc.constantFrom('a', 'b', 'c');
const events: fc.Arbitrary<BranchEvent> = fc.oneof(
  batches.map(claim),
  fc.tuple(batches, fc.constantFrom(...answers)).map(([batch, said]) => answer(batch, said)),
  batches.map((batch): BranchEvent => ({ kind: 'absent', batch })),
  batches.map((batch): BranchEvent => ({ kind: 'found', batch, reference: null })),
  batches.map((batch): BranchEvent => ({ kind: 'doubt', batch, now: at(5) })),
  fc.constantFrom<BranchEvent>(
    expire,
    { kind: 'resume' },
    { kind: 'park', until: at(9), reason: 'quota' },
    { kind: 'skip', reason: 'noSend' },
    { kind: 'fail', error: 'marketo.610' },
    { kind: 'retry' },
    { kind: 'dismiss' },
  ),
);

describe('any order of events', () => {
  it('makes only the transitions of the table, and leaves a branch that is over alone', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        let branch = NEW_BRANCH;
        for (const event of sequence) {
          const next = nextBranch(branch, event);
          if (isFinal(branch.status)) expect(next).toBeNull();
          if (next === null) continue;
          expect(BRANCH_TRANSITIONS[branch.status.state]).toContain(next.status.state);
          branch = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('never sends again while a call is in doubt', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        let branch = NEW_BRANCH;
        for (const event of sequence) {
          const next = nextBranch(branch, event);
          if (next?.status.state === 'sending') expect(branch.inDoubtSince).toBeNull();
          branch = next ?? branch;
          const { state } = branch.status;
          if (state === 'sending' || state === 'unknown') expect(branch.inDoubtSince).not.toBeNull();
          if (state === 'pending' || state === 'parked') expect(branch.inDoubtSince).toBeNull();
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves a way to an end from wherever it led', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (sequence) => {
        const branch = follow(...sequence);
        const ways: Record<string, BranchEvent[]> = {
          pending: [claim('z'), answer('z', done)],
          sending: [expire, { kind: 'found', batch: batchOf(branch), reference: null }],
          unknown: [{ kind: 'found', batch: batchOf(branch), reference: null }],
          parked: [{ kind: 'resume' }, claim('z'), answer('z', done)],
          failed: [{ kind: 'dismiss' }],
        };
        const end = (ways[branch.status.state] ?? []).reduce((one, event) => nextBranch(one, event) ?? one, branch);
        expect(isFinal(end.status)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

const batchOf = ({ status }: Branch) => ('batch' in status ? status.batch : '');
