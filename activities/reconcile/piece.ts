import { AppError } from '../../model/errors/app-error.ts';
import type { PeopleState } from '../../store/types.ts';
import type { PeopleDeps } from '../deps.ts';
import { mapped } from '../mapped.ts';
import type { Running } from '../run.ts';
import { drive, type ScanCounts, type ScanOutcome } from '../scan/drive.ts';
import { compareEveryone, type ReconcileInput } from './everyone.ts';
import { reconcileKeeper } from './keeper.ts';
import { settleCandidates } from './settle.ts';

/** What a comparison may have to wait for. */
export type WaitsFor = 'feeds' | 'initialSync';

export type PieceOutcome =
  | (ScanOutcome & { part: 'compare' | 'settle' })
  | (ScanCounts & { kind: 'waiting'; waitsFor: WaitsFor });

const NOTHING: ScanCounts = { done: 0, total: 0, read: 0, qualified: 0 };

/** Compares or settles for one piece. Differences are settled only when everyone was compared. */
export async function reconcilePiece(
  deps: PeopleDeps,
  piece: { scanId: string; budgetSeconds: number },
  running: Running,
): Promise<PieceOutcome> {
  const { store, clock } = deps;
  const run = await store.reconcile.get();
  if (run === null || run.scanId !== piece.scanId) return { kind: 'stopped', part: 'compare', ...NOTHING };
  const { state, map } = await mapped(deps);
  const counts = run.progress ?? NOTHING;
  if (state.initial !== 'complete') return waitingFor('initialSync', counts);
  if (run.highestId === null) throw new AppError('people.notStarted');
  const input: ReconcileInput = { run, map };
  const keeper = reconcileKeeper(deps, run.scanId);
  if (run.scannedAt === null) {
    const outcome = await drive(deps, await compareEveryone(deps, input), piece, running, keeper);
    if (outcome.kind !== 'complete') return orWaiting(deps, { ...outcome, part: 'compare' });
    await store.reconcile.patch(run.scanId, { scannedAt: clock.now(), progress: null });
    return { ...outcome, kind: 'more', part: 'compare' };
  }
  const differs = (await store.candidates.open(run.scanId, 0, 1)).length > 0;
  if (differs && !feedsHavePassed(state, run.scannedAt)) return waitingFor('feeds', counts);
  const outcome = await drive(deps, await settleCandidates(deps, input), piece, running, keeper);
  return orWaiting(deps, { ...outcome, part: 'settle' });
}

/** Whether the feeds have told everything that had happened by then; where they are not followed nobody waits for them. */
export function feedsHavePassed(
  { changes, caughtUpAt, lastDeletedLeadsAt }: Pick<PeopleState, 'changes' | 'caughtUpAt' | 'lastDeletedLeadsAt'>,
  at: Date,
): boolean {
  if (changes !== 'running') return true;
  return caughtUpAt !== null && lastDeletedLeadsAt !== null && caughtUpAt > at && lastDeletedLeadsAt > at;
}

/** What stopped it may end by itself: then it is a wait. */
async function orWaiting({ store }: PeopleDeps, outcome: ScanOutcome & { part: 'compare' | 'settle' }) {
  const { initial } = await store.peopleState.get();
  if (outcome.kind !== 'stopped' || initial === 'complete') return outcome;
  const { done, total, read, qualified } = outcome;
  return waitingFor('initialSync', { done, total, read, qualified });
}

function waitingFor(waitsFor: WaitsFor, { done, total, read, qualified }: ScanCounts): PieceOutcome {
  return { kind: 'waiting', waitsFor, done, total, read, qualified };
}
