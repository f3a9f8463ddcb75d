import { setMaxListeners } from 'node:events';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import { isUsedUp } from '../model/exhaustion.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import { ScanPlan } from '../model/scan-plan.ts';
import type { PeopleState } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';
import { IDS_PER_CALL, rereadChunk } from './reread.ts';
import type { Running } from './run.ts';
import { type Parked, parkedBy } from './trouble.ts';

export interface ScanCounts {
  asked: number;
  read: number;
  qualified: number;
  highestId: number;
}

/** parked: the day's calls are used up; stopped: paused, cancelled, or another scan took over. */
export type ScanOutcome = ScanCounts & ({ kind: 'more' } | { kind: 'complete' } | { kind: 'stopped' } | Parked);

/** While one read waits for its place, another may write: a few more than Marketo answers at once. */
const MORE_THAN_AT_ONCE = 3;
const CONTROL_EVERY_MS = 1_000;
const STOPPED = Symbol('stopped');
const FINISHED = Symbol('finished');

/** One piece of the id scan: as many ranges as the time allows, in parallel, each recorded after its data. */
export async function scan(
  deps: PeopleDeps,
  input: { scanId: string; budgetSeconds: number },
  { signal, note }: Running,
): Promise<ScanOutcome> {
  const { store, clock, limits } = deps;
  const state = await store.peopleState.get();
  const map = state.fieldMap;
  if (map === null || state.highestId === null) throw new AppError('people.notStarted');
  const plan = new ScanPlan(state.highestId, IDS_PER_CALL, await store.ranges.finished(input.scanId));
  const { cap } = await store.settings.people();
  const stopAt = clock.now().getTime() + input.budgetSeconds * 1_000;

  const halt = new AbortController();
  const stop = AbortSignal.any([signal, halt.signal]);
  // Every reader listens: more than Node's warning expects, and bounded.
  setMaxListeners(0, stop);
  const calls = { before: state.progress?.calls ?? 0, now: 0 };
  const look = new Look(
    deps,
    input.scanId,
    () => ({ ...plan.totals(), end: plan.end(), calls: calls.before + calls.now }),
    note,
  );
  await look.once();
  let usedUp: AppError | null = null;
  const reader = async () => {
    while (!stop.aborted && !look.stopped && usedUp === null && clock.now().getTime() < stopAt) {
      const range = plan.next();
      if (range === null) return;
      const ids = Array.from({ length: range.to - range.from + 1 }, (_, index) => (range.from + index) as MarketoId);
      const summary = await rereadChunk(deps, scanRequest(ids, map, cap, look.visible, stop));
      calls.now += 1;
      const finished = { ...range, asked: ids.length, read: summary.read, qualified: summary.qualified };
      await store.ranges.finish(input.scanId, finished);
      plan.finish(finished);
      look.visible += summary.joined;
    }
  };
  const readers = Array.from({ length: limits.atOnce + MORE_THAN_AT_ONCE }, () =>
    reader().catch((error: unknown) => {
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
  signal.throwIfAborted();
  await look.once();

  const counts = { ...plan.totals(), highestId: plan.end() };
  const reason: unknown = halt.signal.reason;
  if (reason === STOPPED || (reason === FINISHED && look.stopped)) return { kind: 'stopped', ...counts };
  if (reason !== FINISHED) throw reason;
  if (usedUp !== null && !plan.complete()) return { ...(await parkedBy(deps, 'initial', usedUp)), ...counts };
  return { kind: plan.complete() ? 'complete' : 'more', ...counts };
}

function scanRequest(ids: MarketoId[], map: FieldMap, cap: number, visible: number, signal: AbortSignal) {
  return { ids, map, cap, visible, signal, evidence: 'initialScan', priority: 'initial', brake: true } as const;
}

interface Numbers {
  asked: number;
  read: number;
  qualified: number;
  end: number;
  calls: number;
}

/** Saves the progress and sees whether an admin stopped the scan. */
class Look {
  stopped = false;
  /** People in the visible set, as far as this scan knows. */
  visible = 0;
  private readonly deps: PeopleDeps;
  private readonly scanId: string;
  private readonly numbers: () => Numbers;
  private readonly note: Running['note'];

  constructor(deps: PeopleDeps, scanId: string, numbers: () => Numbers, note: Running['note']) {
    this.deps = deps;
    this.scanId = scanId;
    this.numbers = numbers;
    this.note = note;
  }

  async once(): Promise<void> {
    const { store, clock } = this.deps;
    const { asked, read, qualified, end, calls } = this.numbers();
    this.note({ askedIds: asked, read, qualified, lastId: end });
    await store.peopleState.patch({ progress: { askedIds: asked, read, qualified, calls, at: clock.now() } });
    const [state, settings] = await Promise.all([store.peopleState.get(), store.settings.people()]);
    this.visible = state.visible;
    this.stopped = !settings.sync || !isRunning(state, this.scanId);
  }

  /** Resolves when the scan was stopped, or when the readers are done. */
  async every(ms: number, signal: AbortSignal): Promise<void> {
    while (!this.stopped) {
      await this.deps.clock.sleep(ms, signal).catch(() => {});
      if (signal.aborted) return;
      await this.once();
    }
  }
}

function isRunning(state: PeopleState, scanId: string): boolean {
  return state.initial === 'running' && state.scanId === scanId;
}
