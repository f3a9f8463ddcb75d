import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { CallerOptions } from './child/options.ts';
import { openTestDatabase } from './open.ts';
import { mongoUri } from './uri.ts';

const HOOK = fileURLToPath(new URL('../local/support/ts-hook.mjs', import.meta.url));
const CALLER = fileURLToPath(new URL('./child/caller.ts', import.meta.url));

const LIMITS = { windowCalls: 30, atOnce: 4, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };
const WINDOW_MS = 600;
const DEADLINE_MS = 500;
/** Four windows' worth after the kill. */
const CALLS_AFTER = 120;

interface Event {
  kind: 'took' | 'gave';
  at: number;
}

it('four processes, one killed: never more than the limit in any window or at once, and its slots come back', async () => {
  const db = await openTestDatabase();
  const start = (callers: number, hang: boolean) =>
    startCaller({
      uri: mongoUri(),
      dbName: db.databaseName,
      limits: LIMITS,
      windowMs: WINDOW_MS,
      deadlineMs: hang ? DEADLINE_MS : 10_000,
      callers,
      hang,
    });

  const doomed = start(2, true);
  await vi.waitUntil(() => doomed.events.length === 2, { timeout: 10_000 });
  const others = [start(4, false), start(4, false), start(4, false)];
  const taken = () => others.flatMap(({ events }) => events.filter(({ kind }) => kind === 'took'));
  // Its two hang while the three others share what is left.
  await vi.waitUntil(() => taken().length >= 10, { timeout: 10_000 });
  doomed.child.kill('SIGKILL');
  const killedAt = Date.now();
  await vi.waitUntil(() => taken().length >= CALLS_AFTER, { timeout: 25_000 });
  await Promise.all(others.map(({ stop }) => stop()));

  const all = [doomed, ...others].flatMap(({ events }) => events).sort((a, b) => a.at - b.at);
  expect(mostInWindow(all)).toBeLessThanOrEqual(LIMITS.windowCalls);
  // Its calls end with it, or at their own deadline where a busy machine came to the kill later than that.
  const ends: Event[] = doomed.events.map(({ at }) => ({ kind: 'gave', at: Math.min(killedAt, at + DEADLINE_MS) }));
  expect(mostAtOnce([...all, ...ends])).toBeLessThanOrEqual(LIMITS.atOnce);
  // The killed one held two: only with its slots can the others be more than what was left.
  expect(mostAtOnce(others.flatMap(({ events }) => events))).toBeGreaterThan(LIMITS.atOnce - doomed.events.length);
}, 45_000);

function startCaller(options: CallerOptions) {
  const child: ChildProcess = spawn(process.execPath, ['--import', HOOK, CALLER, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const events: Event[] = [];
  if (child.stdout === null) throw new Error('no output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [kind, at] = line.split(' ');
    events.push({ kind: kind === 'took' ? 'took' : 'gave', at: Number(at) });
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const stop = () => {
    child.stdin?.end();
    return closed;
  };
  return { child, events, stop };
}

/** The most calls that began within any stretch shorter than the window. */
function mostInWindow(events: readonly Event[]): number {
  const begun = events.filter(({ kind }) => kind === 'took').map(({ at }) => at);
  return Math.max(...begun.map((end) => begun.filter((at) => at <= end && at > end - WINDOW_MS).length));
}

function mostAtOnce(events: readonly Event[]): number {
  // At the same millisecond an end counts first: the next caller may have had its slot.
  const inOrder = [...events].sort((a, b) => a.at - b.at || (a.kind === 'gave' ? -1 : 1));
  let open = 0;
  return Math.max(...inOrder.map(({ kind }) => (open += kind === 'took' ? 1 : -1)));
}
