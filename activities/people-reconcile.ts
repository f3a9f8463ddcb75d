import { newReconcile, RECONCILE_PRIORITY, type ReconcileResult } from '../model/reconcile.ts';
import type { PeopleDeps } from './deps.ts';
import { checkInstance } from './instance.ts';
import { currentFieldMap, findHighestId } from './measure.ts';
import { finish } from './reconcile/finish.ts';
import { type PieceOutcome, reconcilePiece } from './reconcile/piece.ts';
import { running } from './run.ts';
import { parkedBy, telling } from './trouble.ts';

/** none: there is nothing to compare for; waiting: everyone is being read anyway. */
export type PreparedReconcile =
  | { kind: 'ready'; scanId: string }
  | { kind: 'none' }
  | { kind: 'paused' }
  | { kind: 'waiting' }
  | { kind: 'parked'; until: string; key: string };

/** Activity functions of the complete comparison with Marketo. */
export const createPeopleReconcileActivities = (deps: PeopleDeps) => ({
  /** The weekly one: asks for a comparison where everyone has been read and nobody paused. @returns whether one is to run */
  requestReconcile: (): Promise<boolean> => running(() => request(deps)),

  /** Checks the fields and finds the highest id. Repeating it changes nothing. */
  prepareReconcile: (): Promise<PreparedReconcile> =>
    running(({ signal }) => telling(deps, 'reconcile', () => prepare(deps, signal))),

  /** Compares, later settles, until done, stopped, out of quota, or `budgetSeconds` have passed. */
  reconcilePiece: (input: { scanId: string; budgetSeconds: number }): Promise<PieceOutcome> =>
    running((run) => telling(deps, 'reconcile', () => reconcilePiece(deps, input, run))),

  /** Stores how it ended. `scanId` null: whichever runs. Repeating it changes nothing but the audit. */
  finishReconcile: (input: { scanId: string | null; complete: boolean }): Promise<ReconcileResult | null> =>
    running(() => finish(deps, input)),
});

async function request({ store, clock }: PeopleDeps): Promise<boolean> {
  const [state, settings] = await Promise.all([store.peopleState.get(), store.settings.people()]);
  if (state.initial !== 'complete' || state.changes === 'paused' || !settings.sync) return false;
  const run = await store.reconcile.request(newReconcile('weekly', clock.now()));
  return run.state === 'running';
}

async function prepare(deps: PeopleDeps, signal: AbortSignal): Promise<PreparedReconcile> {
  const { store, marketo, clock } = deps;
  const [run, state, settings] = await Promise.all([
    store.reconcile.get(),
    store.peopleState.get(),
    store.settings.people(),
  ]);
  if (run === null) return { kind: 'none' };
  checkInstance(marketo, state);
  if (run.state === 'paused' || !settings.sync) return { kind: 'paused' };
  if (state.initial !== 'complete') return { kind: 'waiting' };
  const { scanId } = run;
  try {
    const context = { priority: RECONCILE_PRIORITY[run.reason], signal };
    // A missing owner field would make everyone look unowned.
    await currentFieldMap(deps, context);
    if (run.highestId === null) {
      // Of comparisons that this one has replaced.
      await store.candidates.dropOthers(scanId);
      await store.ranges.dropOthers('reconcile-', scanId);
      const highestId = Math.max(await findHighestId(deps, context), state.highestId ?? 0);
      await store.reconcile.patch(scanId, { highestId, startedAt: run.startedAt ?? clock.now() });
    }
    return { kind: 'ready', scanId };
  } catch (error) {
    return parkedBy(deps, 'reconcile', error);
  }
}
