import { type Finding, ok } from '../../../../model/doctor/finding.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';

const DELETED = 'salesforce.task.deleted';
const WINDOW_MS = 60 * 60_000;

/** Reminder tasks that were deleted are known from the log of deletions alone. */
export async function checkDeleted(
  client: Pick<SalesforceClient, 'deleted' | 'serverTime'>,
  context: SalesforceContext,
): Promise<Finding[]> {
  return check(DELETED, async () => {
    const to = client.serverTime() ?? new Date();
    await client.deleted('Task', { from: new Date(to.getTime() - WINDOW_MS), to }, context);
    return ok(DELETED, 'told');
  });
}
