import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import { quotaDay } from '../../model/quota.ts';
import { emptyDay, type QuotaDocument, resizeTimes } from '../../store/quota/document.ts';
import { dayLimit, instanceLimit, judge, leftToday, moreUrgentThan, type Verdict } from '../../store/quota/judge.ts';
import { INTENT_FRESH_MS } from '../../store/quota/limits.ts';
import { DAY, documents, LIMITS, NOON } from './quota-documents.ts';

const { windowMs, windowCalls, leaseMs } = LIMITS;

const classes = fc.constantFrom(...CALL_PRIORITIES);
const ask = (doc: QuotaDocument, priority: CallPriority, ms = 0) => judge(doc, new Date(NOON + ms), priority, LIMITS);

/** What the ledger does about a verdict: the document and the time afterwards. */
function follow(doc: QuotaDocument, verdict: Verdict, ms: number): { doc: QuotaDocument; ms: number } {
  switch (verdict.kind) {
    case 'wait':
      return { doc, ms: ms + Math.ceil(verdict.ms) };
    case 'newDay':
      return { doc: { ...doc, ...emptyDay(quotaDay(new Date(NOON + ms))) }, ms };
    case 'resize':
      return { doc: { ...doc, times: resizeTimes(doc.times, windowCalls), windowCalls }, ms };
    case 'prune':
      return { doc: { ...doc, slots: doc.slots.filter(({ holder }) => !verdict.dead.holders.includes(holder)) }, ms };
    case 'go':
    case 'refuse':
      return { doc, ms };
  }
}

describe('judge', () => {
  it('lets no call go that breaks a limit, or goes before someone more urgent', () => {
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        if (ask(doc, priority).kind !== 'go') return;
        const inWindow = doc.times.filter((time) => time.getTime() > NOON - windowMs);
        expect(inWindow.length).toBeLessThan(windowCalls);
        expect(doc.slots.length).toBeLessThan(LIMITS.atOnce);
        expect(doc.blockedUntil.getTime()).toBeLessThanOrEqual(NOON);
        expect(doc.exhaustedDay).not.toBe(DAY);
        expect(doc.dayCalls).toBeLessThan(dayLimit(priority, LIMITS));
        expect(doc.instanceTotal).toBeLessThan(instanceLimit(LIMITS));
        for (const other of moreUrgentThan(priority)) {
          expect(NOON - doc.waiting[other].getTime()).toBeGreaterThanOrEqual(INTENT_FRESH_MS);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a more urgent class may go whenever a less urgent one may, but for panels and pushes, which stop earlier in the day', () => {
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        if (ask(doc, priority).kind !== 'go') return;
        for (const other of moreUrgentThan(priority)) {
          const stops = (other === 'panel' || other === 'push') && leftToday(doc, other, LIMITS) === 0;
          expect(ask(doc, other).kind).toBe(stops ? 'refuse' : 'go');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('a block and a full window are over after the time it says, and no moment earlier', () => {
    const reasonOf = (verdict: Verdict) => (verdict.kind === 'wait' ? verdict.reason : null);
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        const verdict = ask(doc, priority);
        if (verdict.kind !== 'wait') return;
        expect(verdict.ms).toBeGreaterThan(0);
        if (verdict.reason !== 'blocked' && verdict.reason !== 'window') return;
        expect(reasonOf(ask(doc, priority, Math.ceil(verdict.ms)))).not.toBe(verdict.reason);
        expect(reasonOf(ask(doc, priority, verdict.ms - 1))).toBe(verdict.reason);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a call that does what it says goes in the end or is refused, though nobody ever gives a slot back', () => {
    // A block, a window, an intent and a slot's end, one after the other.
    const longest = 3_000 + windowMs + INTENT_FRESH_MS + 1_500 + 100;
    fc.assert(
      fc.property(documents, classes, (given, priority) => {
        let at = { doc: given, ms: 0 };
        for (let verdict = ask(at.doc, priority); verdict.kind !== 'go' && verdict.kind !== 'refuse'; ) {
          at = follow(at.doc, verdict, at.ms);
          expect(at.ms).toBeLessThanOrEqual(longest);
          verdict = ask(at.doc, priority, at.ms);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses exactly when nothing is left for the class today, and says when it goes on', () => {
    const ours = ({ times }: QuotaDocument) => ({ times: resizeTimes(times, windowCalls), windowCalls });
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        const today = { ...doc, ...ours(doc), day: DAY };
        const verdict = ask(today, priority);
        expect(verdict.kind === 'refuse').toBe(leftToday(today, priority, LIMITS) === 0);
        if (verdict.kind === 'refuse') expect(verdict.error.retryAt?.getTime()).toBeGreaterThan(NOON);
      }),
      { numRuns: 1_000 },
    );
  });

  it('what is left for a class can be used by it, call for call, and then nothing is', () => {
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        const today = { ...doc, day: DAY };
        const left = leftToday(today, priority, LIMITS);
        const having = (calls: number) => ({
          ...today,
          dayCalls: today.dayCalls + calls,
          instanceTotal: today.instanceTotal + calls,
        });
        if (left > 0) expect(leftToday(having(left - 1), priority, LIMITS)).toBe(1);
        expect(leftToday(having(left), priority, LIMITS)).toBe(0);
      }),
    );
  });

  it('frees only slots that are over or whose process was silent for a lease', () => {
    fc.assert(
      fc.property(documents, classes, (doc, priority) => {
        const verdict = ask(doc, priority);
        if (verdict.kind !== 'prune') return;
        for (const { holder, until, process: owner } of doc.slots) {
          const seen = owner === undefined ? undefined : doc.alive[owner];
          const silent = seen !== undefined && NOON - seen.getTime() >= leaseMs;
          expect(verdict.dead.holders.includes(holder)).toBe(until.getTime() <= NOON || silent);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
