import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CallerOptions } from './child/options.ts';
import { mongoUri } from './uri.ts';

const HOOK = fileURLToPath(new URL('../local/support/ts-hook.mjs', import.meta.url));
const CALLER = fileURLToPath(new URL('./child/caller.ts', import.meta.url));

/** A call began (after having waited for so long), or ended. */
export interface CallEvent {
  kind: 'took' | 'gave';
  at: number;
  waitedMs: number;
}

const DEFAULTS = {
  deadlineMs: 10_000,
  leaseMs: 60_000,
  callers: 4,
  restMs: 0,
  hang: false,
  // Never spread.
  priority: 'salesActivity',
} as const;

/** Starts worker processes that share one ledger; each is gone after the test. */
export const callersOf =
  (ledger: Pick<CallerOptions, 'dbName' | 'limits' | 'windowMs'> & Partial<CallerOptions>) =>
  (options: Partial<CallerOptions> = {}) =>
    startCaller({ ...DEFAULTS, uri: mongoUri(), ...ledger, ...options });

export type Caller = ReturnType<typeof startCaller>;

function startCaller(options: CallerOptions) {
  const child: ChildProcess = spawn(process.execPath, ['--import', HOOK, CALLER, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const events: CallEvent[] = [];
  if (child.stdout === null) throw new Error('no output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [kind, at, waitedMs] = line.split(' ');
    events.push({ kind: kind === 'took' ? 'took' : 'gave', at: Number(at), waitedMs: Number(waitedMs ?? 0) });
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const stop = () => {
    child.stdin?.end();
    return closed;
  };
  const taken = () => events.filter(({ kind }) => kind === 'took');
  return { child, events, taken, stop };
}

export const takenBy = (callers: readonly Caller[]) => callers.flatMap((caller) => caller.taken());

/** The most calls that began within any stretch shorter than the window. */
export function mostInWindow(events: readonly CallEvent[], windowMs: number): number {
  const begun = events.filter(({ kind }) => kind === 'took').map(({ at }) => at);
  return Math.max(...begun.map((end) => begun.filter((at) => at <= end && at > end - windowMs).length));
}

export function mostAtOnce(events: readonly CallEvent[]): number {
  // At the same millisecond an end counts first: the next caller may have had its slot.
  const inOrder = [...events].sort((a, b) => a.at - b.at || (a.kind === 'gave' ? -1 : 1));
  let open = 0;
  return Math.max(...inOrder.map(({ kind }) => (open += kind === 'took' ? 1 : -1)));
}
