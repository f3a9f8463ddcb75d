import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { CallPriority, QuotaLedger } from '../../model/ports.ts';
import { steadyClock } from '../../store/clock.ts';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { QuotaGate } from '../../store/quota/gate.ts';
import { Ledger } from '../../store/quota/ledger.ts';
import { ledgerLimits, WINDOW_MARGIN_MS } from '../../store/quota/limits.ts';
import { type Caller, callersOf } from './callers.ts';
import { openTestDatabase } from './open.ts';

const LIMITS = { windowCalls: 20, atOnce: 10, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };
const WINDOW_MS = 1_600;
/** Between two places of the window: 100 ms. */
const PLACE_MS = (WINDOW_MS + WINDOW_MARGIN_MS) / LIMITS.windowCalls;
const SOON = { timeout: 20_000, interval: 20 };

/** Calls of a class now and then, until it has made so many; how long each waited. */
async function nowAndThen(ledger: QuotaLedger, priority: CallPriority, calls: number, everyMs: number) {
  const waits: number[] = [];
  while (waits.length < calls) {
    const asked = performance.now();
    const lease = await ledger.acquire({ priority, deadlineMs: 10_000 });
    waits.push(performance.now() - asked);
    await lease.release('done');
    await delay(everyMs);
  }
  return waits.sort((a, b) => a - b);
}

const between = (caller: Caller, from: number, to: number) =>
  caller.taken().filter(({ at }) => at >= from && at < to).length;

it('over processes: what is urgent waits for about one place of a window that others saturate, the least urgent gets the rest', async () => {
  const db = await openTestDatabase();
  const start = callersOf({ dbName: db.databaseName, limits: LIMITS, windowMs: WINDOW_MS });
  const gate = new QuotaGate(db.collection<QuotaDocument>('quota'), () => steadyClock.now().getTime());
  const ours = new Ledger(gate, ledgerLimits(LIMITS, { windowMs: WINDOW_MS }), steadyClock);

  const initial = start({ priority: 'initial', callers: 6 });
  const reconcile = start({ priority: 'reconcile', callers: 6 });
  await vi.waitUntil(() => initial.taken().length >= LIMITS.windowCalls, SOON);
  const saturatedFrom = Date.now();
  const [checks, changes] = await Promise.all([
    nowAndThen(ours, 'check', 25, 250),
    nowAndThen(ours, 'changes', 10, 600),
  ]);
  const saturatedTo = Date.now();
  // A busy machine adds tens of milliseconds to each.
  expect(checks[12]).toBeLessThanOrEqual(1.5 * PLACE_MS);
  expect(checks.at(-1)).toBeLessThanOrEqual(5 * PLACE_MS);
  expect(changes[5]).toBeLessThanOrEqual(2.5 * PLACE_MS);
  expect(changes.at(-1)).toBeLessThanOrEqual(8 * PLACE_MS);

  // The window was full all the time, and nothing of it was left for a reconcile.
  const places = (saturatedTo - saturatedFrom) / PLACE_MS;
  const used = between(initial, saturatedFrom, saturatedTo) + checks.length + changes.length;
  expect(used).toBeGreaterThan(0.85 * places);
  expect(between(reconcile, saturatedFrom, saturatedTo)).toBeLessThanOrEqual(1);

  // Now the initial sync leaves something: one call, then a rest of three places.
  await initial.stop();
  const seldom = start({ priority: 'initial', callers: 1, restMs: 3 * PLACE_MS });
  await vi.waitUntil(() => seldom.taken().length >= 5, SOON);
  const from = Date.now();
  await vi.waitUntil(() => Date.now() - from > 60 * PLACE_MS, SOON);
  const to = Date.now();
  await Promise.all([seldom.stop(), reconcile.stop()]);
  const [first, rest] = [between(seldom, from, to), between(reconcile, from, to)];
  expect(rest).toBeGreaterThan(first);
  expect(first + rest).toBeGreaterThan((0.85 * (to - from)) / PLACE_MS);
  const waits = seldom
    .taken()
    .map(({ waitedMs }) => waitedMs)
    .sort((a, b) => a - b);
  expect(waits[Math.floor(waits.length / 2)]).toBeLessThanOrEqual(2.5 * PLACE_MS);
}, 60_000);
