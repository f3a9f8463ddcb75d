import { expect, it } from 'vitest';
import { quotaDay, quotaLimits, RATE_WINDOW_MS } from '../../../model/quota.ts';
import { emptyQuota, type QuotaDocument } from '../../../store/quota/document.ts';
import { judge } from '../../../store/quota/judge.ts';
import { ledgerLimits } from '../../../store/quota/limits.ts';

const NOON = Date.UTC(2026, 10, 24, 18);
const CALL_MS = 300;
const SECONDS = 200;

/** Checks that come evenly; each leaves with the first call for which the ledger has a place, as the coalescer does it. */
function play(perSecond: number, share: number) {
  const limits = ledgerLimits(quotaLimits({ rate: share, day: 1, dailyCalls: 1_000_000 }));
  const { windowCalls } = limits;
  const doc: QuotaDocument = { _id: 'marketo', ...emptyQuota(), day: quotaDay(new Date(NOON)), windowCalls };
  doc.times = Array.from({ length: windowCalls }, () => new Date(0));
  const waits: number[] = [];
  let waiting: number[] = [];
  let calls = 0;
  let next = 0;
  for (let now = 0; now < SECONDS * 1_000; now += 5) {
    for (; next <= now; next += 1_000 / perSecond) waiting.push(next);
    doc.slots = doc.slots.filter(({ until }) => until.getTime() > NOON + now);
    if (waiting.length === 0 || judge(doc, new Date(NOON + now), 'check', limits).kind !== 'go') continue;
    calls += 1;
    doc.times = [...doc.times.slice(1), new Date(NOON + now)];
    doc.slots.push({ holder: String(calls), until: new Date(NOON + now + CALL_MS) });
    waits.push(...waiting.map((since) => now - since));
    waiting = [];
  }
  const allowed = (windowCalls * SECONDS * 1_000) / RATE_WINDOW_MS;
  const inOrder = waits.sort((a, b) => a - b);
  return {
    slowest: inOrder.at(-1) ?? 0,
    median: inOrder[Math.floor(inOrder.length / 2)] ?? 0,
    ofAllowed: calls / allowed,
  };
}

it.each([
  [5, 0.5],
  [10, 0.5],
  [100, 0.5],
  [10, 1],
  [100, 1],
])('%i checks a second with a share of %f are all asked for within 4 s, and use the window', (perSecond, share) => {
  const { slowest, median, ofAllowed } = play(perSecond, share);
  expect(slowest).toBeLessThan(4_000);
  expect(median).toBeLessThan(500);
  expect(ofAllowed).toBeGreaterThan(0.95);
});

it.each([
  [1, 0.5],
  [2, 1],
])('%i a second with a share of %f leave at once', (perSecond, share) => {
  expect(play(perSecond, share).slowest).toBeLessThanOrEqual(5);
});
