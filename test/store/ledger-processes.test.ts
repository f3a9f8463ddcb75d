import { expect, it, vi } from 'vitest';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { type CallEvent, callersOf, mostAtOnce, mostInWindow, takenBy } from './callers.ts';
import { openTestDatabase } from './open.ts';

const LIMITS = { windowCalls: 30, atOnce: 4, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };
const WINDOW_MS = 600;
const DEADLINE_MS = 500;
/** Four windows' worth after the kill. */
const CALLS_AFTER = 120;
const SOON = { timeout: 25_000 };

async function openLedger() {
  const db = await openTestDatabase();
  return { db, start: callersOf({ dbName: db.databaseName, limits: LIMITS, windowMs: WINDOW_MS }) };
}

it('four processes, one killed: never more than the limit in any window or at once, and its slots come back', async () => {
  const { start } = await openLedger();
  const doomed = start({ callers: 2, hang: true, deadlineMs: DEADLINE_MS });
  await vi.waitUntil(() => doomed.events.length === 2, SOON);
  const others = [start(), start(), start()];
  // Its two hang while the three others share what is left.
  await vi.waitUntil(() => takenBy(others).length >= 10, SOON);
  doomed.child.kill('SIGKILL');
  const killedAt = Date.now();
  await vi.waitUntil(() => takenBy(others).length >= CALLS_AFTER, SOON);
  await Promise.all(others.map(({ stop }) => stop()));

  const all = [doomed, ...others].flatMap(({ events }) => events).sort((a, b) => a.at - b.at);
  expect(mostInWindow(all, WINDOW_MS)).toBeLessThanOrEqual(LIMITS.windowCalls);
  // Its calls end with it, or at their own deadline where a busy machine came to the kill later than that.
  const ends = doomed.events.map(({ at }) => gave(Math.min(killedAt, at + DEADLINE_MS)));
  expect(mostAtOnce([...all, ...ends])).toBeLessThanOrEqual(LIMITS.atOnce);
  // The killed one held two: only with its slots can the others be more than what was left.
  expect(mostAtOnce(others.flatMap(({ events }) => events))).toBeGreaterThan(LIMITS.atOnce - doomed.events.length);
}, 45_000);

const LEASE_MS = 1_500;
const MINUTES_LONG = 75_000;

it('all slots of a killed process come back with its lease, long before the deadlines of its calls', async () => {
  const { db, start } = await openLedger();
  const leases = { leaseMs: LEASE_MS, deadlineMs: MINUTES_LONG };
  const doomed = start({ ...leases, callers: LIMITS.atOnce, hang: true });
  await vi.waitUntil(() => doomed.taken().length === LIMITS.atOnce, SOON);
  const other = start(leases);
  // It lives for two leases more, and the other one gets nothing.
  const quota = db.collection<QuotaDocument>('quota');
  const lastSign = async () => {
    const signs = Object.values((await quota.findOne({ _id: 'marketo' }))?.alive ?? {});
    return Math.max(0, ...signs.map((at) => at.getTime()));
  };
  const since = await lastSign();
  await vi.waitUntil(async () => (await lastSign()) >= since + 2 * LEASE_MS, { ...SOON, interval: 50 });
  expect(other.events).toEqual([]);
  doomed.child.kill('SIGKILL');
  const killedAt = Date.now();
  await vi.waitUntil(() => other.taken().length > 20, SOON);
  await other.stop();
  const recoveredAfterMs = (other.taken()[0]?.at ?? 0) - killedAt;
  // Its last sign of life is at most a third of a lease old; what is above a lease is the machine's.
  expect(recoveredAfterMs).toBeGreaterThan(0.5 * LEASE_MS);
  expect(recoveredAfterMs).toBeLessThan(2 * LEASE_MS);
  expect(mostAtOnce(other.events)).toBeLessThanOrEqual(LIMITS.atOnce);
}, 45_000);

it('a process frozen for longer than a lease wakes up to what others have left it, and starts nothing beyond', async () => {
  const { start } = await openLedger();
  const leases = { leaseMs: LEASE_MS, deadlineMs: MINUTES_LONG };
  const sleepy = start(leases);
  const others = [start(leases), start(leases)];
  const all = [sleepy, ...others];
  await vi.waitUntil(() => all.every((caller) => caller.taken().length > 5), SOON);
  const frozenAt: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    sleepy.child.kill('SIGSTOP');
    frozenAt.push(Date.now());
    const before = takenBy(others).length;
    // Three windows and more than a lease: whatever it held is taken by now.
    await vi.waitUntil(
      () => takenBy(others).length >= before + 100 && Date.now() > (frozenAt.at(-1) ?? 0) + 1.5 * LEASE_MS,
      SOON,
    );
    sleepy.child.kill('SIGCONT');
    const then = sleepy.taken().length;
    await vi.waitUntil(() => sleepy.taken().length > then + 5, SOON);
  }
  await Promise.all(all.map(({ stop }) => stop()));

  const events = all.flatMap((caller) => caller.events).sort((a, b) => a.at - b.at);
  expect(mostInWindow(events, WINDOW_MS)).toBeLessThanOrEqual(LIMITS.windowCalls);
  // A call under way when it froze has long been answered; the process only hears of it later.
  const asAnswered = [...sleepy.events.map(endedBeforeSleep(frozenAt)), ...others.flatMap((caller) => caller.events)];
  expect(mostAtOnce(asAnswered)).toBeLessThanOrEqual(LIMITS.atOnce);
}, 60_000);

const gave = (at: number): CallEvent => ({ kind: 'gave', at, waitedMs: 0 });

/** Ends that a process told after a sleep, though their calls began before it, are put at its beginning. */
const endedBeforeSleep =
  (frozenAt: readonly number[]) =>
  (event: CallEvent, _: number, events: readonly CallEvent[]): CallEvent => {
    if (event.kind === 'took') return event;
    const index = events.indexOf(event);
    const begun = events.slice(0, index).filter(({ kind }) => kind === 'took');
    const sleep = frozenAt.findLast((at) => at <= event.at);
    const openThen = begun.filter(({ at }) => sleep !== undefined && at <= sleep).length;
    const endedBy = events.slice(0, index).filter(({ kind }) => kind === 'gave').length;
    return sleep !== undefined && endedBy < openThen ? gave(Math.min(event.at, sleep)) : event;
  };
