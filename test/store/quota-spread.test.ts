import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import { quotaDay, quotaLimits } from '../../model/quota.ts';
import { emptyQuota, type QuotaDocument } from '../../store/quota/document.ts';
import { judge } from '../../store/quota/judge.ts';
import { ledgerLimits } from '../../store/quota/limits.ts';
import { EPOCH } from './people.ts';

/** The defaults of one worker that has the whole instance. */
const LIMITS = ledgerLimits(quotaLimits({ rate: 1, day: 1, dailyCalls: 1_000_000 }));
const { windowCalls, windowMs } = LIMITS;
/** Between two places of a window that is evenly used. */
const PLACE_MS = windowMs / windowCalls;
const NOON = EPOCH + 12 * 3_600_000;

interface Call {
  at: number;
  priority: CallPriority;
  waitedMs: number;
}

/**
 * A class that always has a call waiting, and calls of another one that arrive at moments (ms from the start) given.
 * Answers take no time: slots are not what it is about. `hiccupMs`: nothing happens for so long once a second.
 */
function play(
  saturating: CallPriority,
  arrivals: readonly { at: number; priority: CallPriority }[],
  untilMs: number,
  hiccupMs = 0,
) {
  const doc: QuotaDocument = { _id: 'marketo', ...emptyQuota(), day: quotaDay(new Date(NOON)), times: [] };
  doc.times = Array.from({ length: windowCalls }, () => new Date(0));
  const queue = [...arrivals].sort((a, b) => a.at - b.at);
  const calls: Call[] = [];
  let hiccupAt = 1_000;
  for (let now = 0; now < untilMs; ) {
    if (hiccupMs > 0 && now >= hiccupAt) {
      now += hiccupMs;
      hiccupAt = now + 1_000;
    }
    const urgent = queue[0] !== undefined && queue[0].at <= now ? queue[0] : undefined;
    const next = urgent ?? { at: now, priority: saturating };
    const verdict = judge(doc, new Date(NOON + now), next.priority, LIMITS);
    if (verdict.kind === 'wait') {
      const until = now + Math.ceil(verdict.ms);
      const arrival = urgent === undefined ? (queue[0]?.at ?? until) : until;
      now = Math.min(until, arrival);
      continue;
    }
    if (verdict.kind !== 'go') throw new Error(verdict.kind);
    doc.times = [...doc.times.slice(1), new Date(NOON + now)];
    calls.push({ at: now, priority: next.priority, waitedMs: now - next.at });
    if (urgent !== undefined) queue.shift();
  }
  return calls;
}

/** The most calls in any stretch of one window. */
function most(calls: readonly Call[]): number {
  return Math.max(...calls.map(({ at: end }) => calls.filter(({ at }) => at <= end && at > end - windowMs).length));
}

const waits = (calls: readonly Call[], priority: CallPriority) =>
  calls.filter((call) => call.priority === priority).map(({ waitedMs }) => waitedMs);

describe('calls that are spread', () => {
  it.each(['initial', 'reconcile', 'changes'] as const)(
    '%s alone still uses every place of every window',
    (priority) => {
      const calls = play(priority, [], 6 * windowMs);
      expect(most(calls)).toBe(windowCalls);
      for (let window = 0; window < 6; window += 1) {
        const inIt = calls.filter(({ at }) => at >= window * windowMs && at < (window + 1) * windowMs);
        expect(inIt.length).toBeGreaterThanOrEqual(0.98 * windowCalls);
      }
    },
  );

  it('a machine that stands still for 200 ms in each second keeps 97 % of the rate', () => {
    const calls = play('initial', [], 12 * windowMs, 200).filter(({ at }) => at >= 2 * windowMs);
    expect(calls.length).toBeGreaterThanOrEqual(0.97 * 10 * windowCalls);
  });

  it('a short sync after a quiet time is not slowed down: seven tenths of a window leave at once', () => {
    const calls = play('initial', [], windowMs);
    expect(calls.filter(({ at }) => at === 0)).toHaveLength(0.7 * windowCalls);
  });

  /** One call every two seconds for six windows, begun at forty different moments. */
  const everyTwoSeconds = (saturating: CallPriority, priority: CallPriority) =>
    Array.from({ length: 40 }, (_, shift) => {
      const arrivals = Array.from({ length: 60 }, (_, n) => ({ at: 500 + n * 2_000 + shift * 53, priority }));
      return waits(play(saturating, arrivals, 6.2 * windowMs), priority);
    }).flat();

  // In places: half of the calls, 99 of 100, and the slowest one.
  it.each([
    ['check', 'initial', 0.1, 4, 5],
    ['check', 'reconcile', 0.1, 4, 5],
    ['check', 'changes', 0.1, 4, 5],
    ['salesActivity', 'initial', 0.1, 1.1, 2.1],
    ['changes', 'initial', 1, 6, 8],
    ['initial', 'reconcile', 1, 6, 8],
  ] as const)(
    'a %s call waits for few places of a window that %s saturates',
    (urgent, saturating, half, most99, most) => {
      const inOrder = everyTwoSeconds(saturating, urgent).sort((a, b) => a - b);
      expect(inOrder).toHaveLength(2_400);
      expect(inOrder[0.5 * inOrder.length]).toBeLessThanOrEqual(half * PLACE_MS);
      expect(inOrder[0.99 * inOrder.length]).toBeLessThanOrEqual(most99 * PLACE_MS);
      expect(inOrder.at(-1)).toBeLessThanOrEqual(most * PLACE_MS);
    },
  );

  it('whoever calls when, no window ever holds more than it may', () => {
    const moments = fc.array(fc.nat(3 * windowMs), { maxLength: 150 });
    const classes = fc.constantFrom(...CALL_PRIORITIES);
    fc.assert(
      fc.property(classes, classes, moments, (saturating, priority, at) => {
        const calls = play(
          saturating,
          at.map((ms) => ({ at: ms, priority })),
          3 * windowMs,
        );
        expect(most(calls)).toBe(windowCalls);
      }),
      { numRuns: 50 },
    );
  });
});
