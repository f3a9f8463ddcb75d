import { describe, expect, it } from 'vitest';
import { arePushesComplete, incompleteSince, pollInterval, UNREAD_MS } from '../../../model/push/poll.ts';
import { isProven, NO_PROOF, type PushProof, proofAfter, STALE_MS } from '../../../model/push/proof.ts';

const NOW = new Date('2026-11-28T10:00:00Z');
const proofOf = (...polls: { announced: number; missed: number }[]): PushProof =>
  polls.reduce<PushProof>((proof, found) => proofAfter(proof, found, NOW), NO_PROOF);
const proven = (proof: PushProof) => isProven(proof, NOW, NOW);

describe('what polls find is held against what was pushed', () => {
  it('twenty announced people are a proof, nineteen are none', () => {
    expect(proven(proofOf({ announced: 19, missed: 0 }))).toBe(false);
    expect(proven(proofOf({ announced: 12, missed: 0 }, { announced: 8, missed: 0 }))).toBe(true);
  });

  it('one whom no push had announced ends a young proof at once, and it is said how many', () => {
    const proof = proofOf({ announced: 30, missed: 0 }, { announced: 2, missed: 1 });
    expect(proven(proof)).toBe(false);
    expect(proof.incomplete).toEqual({ at: NOW, people: 1 });
  });

  it('a late one among hundreds does not', () => {
    const proof = proofOf({ announced: 400, missed: 0 }, { announced: 20, missed: 2 });
    expect(proven(proof)).toBe(true);
    expect(proof.incomplete).toBeNull();
  });

  it('a campaign that is switched off ends even the longest proof with the first poll that shows it', () => {
    const proof = proofOf({ announced: 1_000_000, missed: 0 }, { announced: 0, missed: 6 });
    expect(proven(proof)).toBe(false);
  });

  it('one now and then in every poll is noticed, too', () => {
    const polls = Array.from({ length: 30 }, () => ({ announced: 10, missed: 1 }));
    expect(proofOf({ announced: 400, missed: 0 }, ...polls).incomplete).not.toBeNull();
  });

  it('it is proven anew after twenty more, and when it was incomplete last stays known', () => {
    const proof = proofOf({ announced: 0, missed: 9 }, { announced: 20, missed: 0 });
    expect(proven(proof)).toBe(true);
    expect(proof.incomplete?.people).toBe(9);
  });

  it('what nothing was pushed for in a day is not relied on', () => {
    const proof = proofOf({ announced: 100, missed: 0 });
    expect(isProven(proof, new Date(NOW.getTime() - STALE_MS), NOW)).toBe(false);
    expect(isProven(proof, null, NOW)).toBe(false);
  });
});

describe('how often polling looks', () => {
  const settings = { intervalMs: 30_000, pushIntervalMs: 300_000 };
  const complete = { lastAt: NOW, unreadSince: null, fold: null, proof: proofOf({ announced: 50, missed: 0 }) };

  it('seldom while pushes tell everything', () => {
    expect(arePushesComplete(complete, NOW)).toBe(true);
    expect(pollInterval(settings, complete, NOW)).toBe(300_000);
  });

  it('never oftener than without pushes', () => {
    expect(pollInterval({ ...settings, pushIntervalMs: 1_000 }, complete, NOW)).toBe(30_000);
  });

  it('as without pushes while they are left to polling', () => {
    const until = (ms: number) => ({ ...complete, fold: { until: new Date(NOW.getTime() + ms) } });
    expect(pollInterval(settings, until(1_000), NOW)).toBe(30_000);
    expect(pollInterval(settings, until(0), NOW)).toBe(300_000);
  });

  it('as without pushes while people wait whom nobody reads, though nothing was missed', () => {
    const since = (ms: number) => ({ ...complete, unreadSince: new Date(NOW.getTime() - ms) });
    expect(pollInterval(settings, since(UNREAD_MS), NOW)).toBe(30_000);
    expect(pollInterval(settings, since(UNREAD_MS - 1), NOW)).toBe(300_000);
  });

  it('as without pushes where a poll found what none had announced', () => {
    const proof = proofAfter(complete.proof, { announced: 0, missed: 3 }, NOW);
    expect(pollInterval(settings, { ...complete, proof }, NOW)).toBe(30_000);
  });

  it('since when they are incomplete is known until they are proven anew, or none come for a day', () => {
    const proof = proofOf({ announced: 0, missed: 3 });
    const seen = { lastAt: NOW, fold: null, proof };
    expect(incompleteSince(seen, NOW)).toEqual(NOW);
    expect(incompleteSince(seen, new Date(NOW.getTime() + STALE_MS))).toBeNull();
    expect(incompleteSince(complete, NOW)).toBeNull();
    expect(incompleteSince({ ...seen, proof: proofAfter(proof, { announced: 20, missed: 0 }, NOW) }, NOW)).toBeNull();
  });
});
