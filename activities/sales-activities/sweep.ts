import type { Vendor } from '../../model/sales-activity/kinds.ts';
import type { BranchChange } from '../../store/sales-activities/types.ts';
import type { SalesActivityDeps } from './deps.ts';
import { releaseMarks } from './waiting-marks.ts';

/** Whoever should have done it has had this long. */
const WORKFLOW_LATE_MS = 5_000;
const INTAKE_LATE_MS = 60_000;
const ROWS_AT_ONCE = 1_000;

/**
 * Mends what a crash or a lost signal has left: waits that are over and whose workflow did not notice, people who have
 * come, sends that were waited for, intakes half done, activities without a workflow. One vendor's sender does it for both.
 */
export async function sweep(deps: SalesActivityDeps, vendor: Vendor, signal: AbortSignal): Promise<void> {
  if (vendor !== 'marketo') return;
  const { store, tell } = deps;
  const { salesActivities } = store;
  const now = await store.serverTime();
  tell(await salesActivities.releaseArrived(now));
  tell(await releaseMarks(store));
  for (;;) {
    signal.throwIfAborted();
    const due = await salesActivities.due(new Date(now.getTime() - WORKFLOW_LATE_MS), ROWS_AT_ONCE);
    const event = { kind: 'resume' } as const;
    const changed = await salesActivities.apply(
      due.map(({ id, vendor: of }): BranchChange => ({ id, vendor: of, event })),
    );
    tell(changed);
    if (due.length < ROWS_AT_ONCE) break;
  }
  signal.throwIfAborted();
  const before = new Date(now.getTime() - INTAKE_LATE_MS);
  await salesActivities.sweep(before);
  await deps.startWaiting(before, signal);
}
