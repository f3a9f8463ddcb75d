import { setMaxListeners } from 'node:events';
import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import { isUsedUp } from '../../model/exhaustion.ts';
import type { RereadSummary } from '../../workflows/messages.ts';
import type { PeopleDeps } from '../deps.ts';
import type { Running } from '../run.ts';
import { type Parked, parkedBy } from '../trouble.ts';
import type { ScanCounts } from './counts.ts';
import { initialKeeper, type Keeper } from './keeper.ts';
import { Look } from './look.ts';

export type { ScanCounts } from './counts.ts';

/** parked: the day's calls or bytes are used up; stopped: paused, cancelled, or another scan took over. */
export type ScanOutcome = ScanCounts & ({ kind: 'more' } | { kind: 'complete' } | { kind: 'stopped' } | Parked);

/** What a reader of a scan works with. */
export interface ScanWork {
  /** Aborted by the worker's end, a pause, or another reader's failure. */
  signal: AbortSignal;
  /** The time of this piece is over: begin nothing new. */
  isOver(): boolean;
  /** People in the visible set, as far as this scan knows. */
  visible(): number;
  /** `people.cap` now: an admin may change it while the scan runs. */
  cap(): number;
  /** Counts what a step has written. */
  count(summary: RereadSummary, calls: number): void;
}

export interface Scan {
  /** Readers side by side. */
  readers: number;
  counts(): ScanCounts;
  isComplete(): boolean;
  /** Reads until nothing is left, or until it is over; one reader's work. */
  read(work: ScanWork): Promise<void>;
}

const CONTROL_EVERY_MS = 1_000;
const STOPPED = Symbol('stopped');
const FINISHED = Symbol('finished');

/** Runs the readers of a scan for one piece; saves its progress every second and ends it when an admin stops it. */
export async function drive(
  deps: PeopleDeps,
  scan: Scan,
  input: { scanId: string; budgetSeconds: number },
  { signal, note }: Running,
  keeper: Keeper = initialKeeper(deps, input.scanId),
): Promise<ScanOutcome> {
  const { clock } = deps;
  const stopAt = clock.now().getTime() + input.budgetSeconds * 1_000;
  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  // Every reader listens: more than Node's warning expects, and bounded.
  setMaxListeners(0, stop);
  const look = new Look(deps, keeper, () => scan.counts(), note);
  await look.once();
  let usedUp: AppError | null = null;
  const work: ScanWork = {
    signal: stop,
    isOver: () => stop.aborted || look.stopped || usedUp !== null || clock.now().getTime() >= stopAt,
    visible: () => look.visible,
    cap: () => look.cap,
    count: (summary, calls) => look.count(summary, calls),
  };
  const readers = Array.from({ length: scan.readers }, () =>
    scan.read(work).catch((error: unknown) => {
      // Calls under way are paid for: their answers are worth waiting for.
      if (isAppError(error) && isUsedUp(error)) usedUp ??= error;
      else halt.abort(error);
    }),
  );
  const looking = look.every(CONTROL_EVERY_MS, stop).then(
    // Readers that wait for a place in the quota must hear of a pause at once.
    () => halt.abort(STOPPED),
    (error: unknown) => halt.abort(error),
  );
  await Promise.all(readers);
  if (!halt.signal.aborted) halt.abort(FINISHED);
  await looking;
  // However it ends: what was written is counted.
  await look.countVisible().catch(() => {});
  signal.throwIfAborted();
  await look.once();

  const counts = scan.counts();
  const reason: unknown = halt.signal.reason;
  if (reason === STOPPED || (reason === FINISHED && look.stopped)) return { kind: 'stopped', ...counts };
  if (reason !== FINISHED) throw reason;
  if (usedUp !== null && !scan.isComplete()) return { ...(await parkedBy(deps, keeper.flow, usedUp)), ...counts };
  return { kind: scan.isComplete() ? 'complete' : 'more', ...counts };
}
