import type { TaskId } from '../../../model/task/id.ts';
import { goneThere } from '../../../model/task/steps.ts';
import type { DeletedRecords } from '../../../salesforce/index.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import { type Flow, readerOf } from '../flow.ts';
import { rowsById } from '../salesforce/read.ts';
import { applyRows } from './apply.ts';

/** Salesforce's log goes back 15 days (salesforce-rest 2.6); a little less, as its clock goes on meanwhile. */
const LOG_MS = 15 * 86_400_000 - 10 * 60_000;
const DELETIONS = 'deletions';

/** Ids of one look at MongoDB. */
const AT_ONCE = 1_000;

/**
 * Follows deletions of linked Tasks by Salesforce's log of them, which tells of those too that are gone for good. `now`:
 * Salesforce's; `isWhole`: as far back as the log goes. @returns whether the log has lost some since the last time
 */
export async function pullDeletions(
  flow: Flow,
  now: Date,
  { isWhole }: { isWhole: boolean },
): Promise<{ isLost: boolean }> {
  const { salesforce, store, context } = flow;
  const before = await store.tasks.position(DELETIONS);
  const oldest = new Date(now.getTime() - LOG_MS);
  const since = before?.watermark ?? now;
  const from = isWhole || since < oldest ? oldest : since;
  const { deleted, earliestAvailable, coveredTo } = await salesforce.deleted('Task', { from, to: now }, context);
  for (let at = 0; at < deleted.length; at += AT_ONCE) await takeDeleted(flow, deleted.slice(at, at + AT_ONCE));
  const watermark = new Date(Math.max(coveredTo.getTime(), since.getTime()));
  await store.tasks.movePosition(DELETIONS, before, { watermark, detail: '' });
  return { isLost: before !== null && (since < oldest || since < earliestAvailable) };
}

/** Each is asked for by its id: one that came back is alive; one that is in the log and not there is gone for good. */
async function takeDeleted(flow: Flow, deleted: DeletedRecords['deleted']): Promise<void> {
  const { tasks, tickets, serverTime } = flow.store;
  const known = await tasks.bySalesforceIds(deleted.map(({ id }) => id));
  const followed = [...known].filter(([, { seller }]) => flow.sellers.isOn(seller)).map(([id]) => id);
  const asOf = await tickets.take();
  const rows = await rowsById(readerOf(flow), followed);
  await applyRows(flow, rows);
  const seen = new Set(rows.map(({ task }) => task.id));
  const now = await serverTime();
  const steps = followed.flatMap((id): [TaskId, TaskStep][] => {
    const task = known.get(id);
    if (task === undefined || seen.has(id)) return [];
    return [[task.id, (one) => (one.salesforce.sending === null ? goneThere(one, { asOf, now }) : null)]];
  });
  await tasks.change(new Map(steps));
}
