import { isFinal, SEND_NOT_DONE } from '../../model/sales-activity/branch.ts';
import { emailIdOf } from '../../model/sales-activity/plan.ts';
import type { BranchChange, BranchChanged, SalesActivityRecord } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';

/** Of one look; the others go on by their own timers, or with the next looks. */
const MOST = 1_000;

/**
 * What waits for its send to be logged in Salesforce goes on once that has come to its end, however: by then its own timer
 * may be half an hour away.
 */
export async function releaseMarks({ salesActivities }: Pick<Store, 'salesActivities'>): Promise<BranchChanged[]> {
  const filter = { vendor: 'salesforce', state: 'parked', reason: SEND_NOT_DONE } as const;
  const waiting = await salesActivities.contents(await salesActivities.list(filter, '', MOST));
  if (waiting.length === 0) return [];
  const sendIds = waiting.flatMap(({ activity }) => emailIdOf(activity) ?? []);
  const sends = await salesActivities.getMany([...new Set(sendIds)]);
  const changes = waiting.flatMap(({ row: { id, vendor }, activity }): BranchChange[] => {
    const sendId = emailIdOf(activity);
    const send = sendId === null ? undefined : sends.get(sendId);
    return send !== undefined && isOver(send) ? [{ id, vendor, event: { kind: 'resume' } }] : [];
  });
  return salesActivities.apply(changes);
}

/** Its Task is there, or never will be. */
function isOver({ branches }: SalesActivityRecord): boolean {
  return branches.salesforce === undefined || isFinal(branches.salesforce.status);
}
