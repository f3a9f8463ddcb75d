import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaDay } from '../../model/quota.ts';
import { DatabaseClock } from '../../store/quota/database-clock.ts';
import { emptyQuota, type QuotaDocument, resizeTimes } from '../../store/quota/document.ts';
import { judge } from '../../store/quota/judge.ts';
import { INTENT_FRESH_MS, LEASE_MS, ledgerLimits, WINDOW_MARGIN_MS } from '../../store/quota/limits.ts';
import { EPOCH } from './people.ts';

const NOW = new Date(EPOCH + 12 * 3_600_000);
const LIMITS = ledgerLimits({ windowCalls: 100, atOnce: 10, dayCalls: 1_000, instanceDayCalls: 2_000 });
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const quota = (change: Partial<QuotaDocument> = {}): QuotaDocument => ({
  _id: 'marketo',
  ...emptyQuota(),
  day: quotaDay(NOW),
  ...change,
});

describe('judge', () => {
  const slots = (until: Date, process?: string) =>
    Array.from({ length: 10 }, () => ({ holder: 'x', until, ...(process !== undefined && { process }) }));
  const times = (oldest: Date, others = NOW) => [oldest, ...Array.from({ length: 99 }, () => others)];
  const waiting = (seen: Date) => ({ ...emptyQuota().waiting, changes: seen });

  it.each([
    ['an empty ledger', quota(), 'go'],
    ['a full window', quota({ times: times(ago(20_000)) }), 'window'],
    ['a window whose oldest call left it', quota({ times: times(ago(20_000 + WINDOW_MARGIN_MS), ago(10_000)) }), 'go'],
    ['a full window whose last place was given just now', quota({ times: times(ago(20_400)) }), 'spread'],
    ['ten open calls', quota({ slots: slots(ago(-1_000)) }), 'slots'],
    ['slots that are over', quota({ slots: slots(ago(0)) }), 'prune'],
    ['a dead worker’s slots', quota({ slots: slots(ago(-60_000), 'p'), alive: { p: ago(LEASE_MS) } }), 'prune'],
    ['a living worker’s slots', quota({ slots: slots(ago(-60_000), 'p'), alive: { p: ago(LEASE_MS - 1) } }), 'slots'],
    ['slots of which nobody is known', quota({ slots: slots(ago(-60_000)), alive: { p: ago(LEASE_MS) } }), 'slots'],
    ['a more urgent class that waits', quota({ waiting: waiting(ago(100)) }), 'intent'],
    ['one that waited long ago', quota({ waiting: waiting(ago(INTENT_FRESH_MS)) }), 'go'],
    ['a block', quota({ blockedUntil: ago(-1) }), 'blocked'],
    ['yesterday’s counts', quota({ day: quotaDay(ago(86_400_000)), dayCalls: 5_000 }), 'newDay'],
    ['another share', quota({ windowCalls: 50 }), 'resize'],
    ['the class’s share of the day', quota({ dayCalls: 850 }), 'refuse'],
    ['the instance at 95 %', quota({ instanceTotal: 1_900 }), 'refuse'],
  ])('%s', (_name, doc, expected) => {
    const verdict = judge(doc, NOW, 'initial', LIMITS);
    expect(verdict.kind === 'wait' ? verdict.reason : verdict.kind).toBe(expected);
  });

  it('waits exactly until the oldest call has left the window and the margin', () => {
    const verdict = judge(quota({ times: times(ago(5_000)) }), NOW, 'check', LIMITS);
    expect(verdict).toMatchObject({ kind: 'wait', ms: 15_000 + WINDOW_MARGIN_MS });
  });
});

describe('another window size', () => {
  it('never makes room that the calls known so far don’t allow', () => {
    const sizes = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), sizes, sizes, (moments, first, second) => {
        const called = moments.sort((a, b) => a - b).map((moment) => new Date(moment));
        const resized = resizeTimes(resizeTimes(called, first), second);
        expect(resized).toHaveLength(second);
        // Every entry is at least as recent as the call it stands for.
        for (let back = 1; back <= Math.min(second, called.length); back++) {
          expect(Number(resized.at(-back))).toBeGreaterThanOrEqual(Number(called.at(-back)));
        }
      }),
    );
  });
});

describe('the database’s clock', () => {
  it('is known to within half of the best answer’s time, wherever in it the clock was read', () => {
    const answer = fc.record({ there: fc.nat(200), back: fc.nat(200) });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(answer, { minLength: 1 }), (offset, answers) => {
        let local = 1_000_000;
        const clock = new DatabaseClock(() => local);
        for (const { there, back } of answers) {
          const sent = local;
          local += there + back;
          clock.learn(sent, local, sent + there + offset);
        }
        const best = Math.min(...answers.map(({ there, back }) => there + back));
        expect(Math.abs(clock.now().getTime() - local - offset)).toBeLessThanOrEqual(best / 2 + 3);
      }),
    );
  });

  it('follows a clock that was set', () => {
    const clock = new DatabaseClock(() => 2_000);
    clock.learn(1_000, 1_002, 1_001);
    clock.learn(1_998, 2_000, 501_999);
    expect(Math.abs(clock.now().getTime() - 502_000)).toBeLessThanOrEqual(2);
  });
});
