import type { ReconcileResult, ReconcileRun } from '../../model/reconcile.ts';
import type { PeopleDeps } from '../deps.ts';
import { recount } from '../recount.ts';

/** Tells how a comparison ended, then forgets it. `complete` false: it was cancelled. */
export async function finish(
  deps: PeopleDeps,
  { scanId, complete }: { scanId: string | null; complete: boolean },
): Promise<ReconcileResult | null> {
  const { store } = deps;
  const run = await store.reconcile.get();
  if (run !== null && (scanId === null || run.scanId === scanId)) await tell(deps, run, complete);
  const ended = scanId ?? run?.scanId;
  if (ended !== undefined) await forget(deps, ended);
  const { lastReconcile } = await store.peopleState.get();
  return lastReconcile?.scanId === ended ? lastReconcile : null;
}

async function tell(deps: PeopleDeps, run: ReconcileRun, complete: boolean): Promise<void> {
  const { store, clock } = deps;
  const { scanId, reason, startedAt, requestedAt, scannedAt } = run;
  const { found, repaired, held, open, waiting } = await store.candidates.tally(scanId);
  const unsettled = open + Object.values(waiting).reduce((sum, count) => sum + count, 0);
  const lastReconcile: ReconcileResult = {
    scanId,
    reason,
    startedAt: startedAt ?? requestedAt,
    finishedAt: clock.now(),
    found,
    repaired,
    held,
    complete: complete && scannedAt !== null && unsettled === 0,
  };
  // Who was repaired may have been counted wrongly before.
  await recount(store);
  await store.peopleState.patch({ lastReconcile });
  const details = { scanId, reason, ...found, repaired, held, complete: lastReconcile.complete };
  await store.audit.add({ action: 'people.reconcile', by: 'worker', details });
}

async function forget({ store }: PeopleDeps, scanId: string): Promise<void> {
  await store.reconcile.end(scanId);
  await store.candidates.drop(scanId);
  await store.ranges.drop(scanId);
}
