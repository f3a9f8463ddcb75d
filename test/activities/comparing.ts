import { newReconcile, type ReconcileReason, type ReconcileResult } from '../../model/reconcile.ts';
import { MINUTE, SECOND } from './clock.ts';
import { activitiesOf, openSyncedRig, type Rig, turn } from './rig.ts';

/** A rig whose feeds are read to their end. */
export async function openCaughtUpRig(options: Parameters<typeof openSyncedRig>[0] = {}): Promise<Rig> {
  const rig = await openSyncedRig(options);
  await turn(rig);
  rig.clock.advance(10 * MINUTE);
  await turn(rig);
  return rig;
}

/** What the client does at `actions-sync people reconcile`. @returns the key of the comparison */
export async function begin(rig: Pick<Rig, 'store' | 'clock'>, reason: ReconcileReason = 'asked'): Promise<string> {
  rig.clock.advance(SECOND);
  const run = newReconcile(reason, rig.clock.now());
  await rig.store.reconcile.replace(run);
  return run.scanId;
}

export async function prepared(rig: Rig, reason?: ReconcileReason): Promise<string> {
  const scanId = await begin(rig, reason);
  const outcome = await activitiesOf(rig.deps).prepareReconcile();
  if (outcome.kind !== 'ready') throw new Error(`the comparison is ${outcome.kind}`);
  return scanId;
}

/** Compares everyone; nothing is settled yet. */
export async function compareAll(rig: Rig, scanId: string): Promise<void> {
  for (;;) {
    const outcome = await activitiesOf(rig.deps).reconcilePiece(scanId);
    if (outcome.kind !== 'more') throw new Error(`the comparison ended as ${outcome.kind}`);
    if ((await rig.store.reconcile.get())?.scannedAt !== null) return;
  }
}

/** Goes on as the workflow does; the feeds are read whenever the comparison waits for them. */
export async function toItsEnd(rig: Rig, scanId: string, budgetSeconds?: number): Promise<ReconcileResult> {
  const { reconcilePiece, finishReconcile } = activitiesOf(rig.deps);
  for (;;) {
    const outcome = await reconcilePiece(scanId, budgetSeconds);
    if (outcome.kind === 'complete') break;
    if (outcome.kind === 'waiting') {
      rig.clock.advance(10 * MINUTE);
      await turn(rig);
    } else if (outcome.kind !== 'more') throw new Error(`the comparison ended as ${outcome.kind}`);
  }
  const result = await finishReconcile(scanId);
  if (result === null) throw new Error('the comparison left no result');
  return result;
}

export async function reconcile(rig: Rig): Promise<ReconcileResult> {
  return toItsEnd(rig, await prepared(rig));
}

export const NONE = { missing: 0, extra: 0, stale: 0, wronglyQualified: 0 };
