import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import { newsOf } from '../../model/sales-activity/news.ts';
import type { BranchAt, Unstarted } from '../../store/sales-activities/types.ts';
import type { logSalesActivity, sendToVendor } from '../../workflows/index.ts';
import { branchMoved, searchAttributes, wake, workflowIds } from '../../workflows/messages.ts';
import { startOptions } from '../start-options.ts';
import { temporalErrors } from '../temporal-errors.ts';
import type { Workflows } from './starts.ts';

/** Requests under way at once. */
const AT_ONCE = 25;

/** The workflows of sales activities in Temporal. */
export function activityWorkflows(temporal: Client, instance: string): Workflows & { wake(id: string): Promise<void> } {
  const ids = workflowIds(instance);
  const common = startOptions(instance, 'sales-activity', 'logging');

  const options = ({ id, kind, branches }: Unstarted) => ({
    ...common,
    workflowId: ids.salesActivity(id),
    args: [{ v: 1, id, branches: branches.map(newsOf) }] as [Parameters<typeof logSalesActivity>[0]],
    staticSummary: `Logs one ${kind}`,
    typedSearchAttributes: [...common.typedSearchAttributes, { key: searchAttributes.SalesActivityKind, value: kind }],
  });

  return {
    start: (waiting) =>
      temporalErrors(async () => {
        await side(waiting, async (one) => {
          await temporal.workflow.start<typeof logSalesActivity>('logSalesActivity', options(one));
        });
      }),

    tell: (moved) =>
      temporalErrors(async () => {
        const byId = new Map<string, BranchAt[]>();
        for (const branch of moved) byId.set(branch.id, [...(byId.get(branch.id) ?? []), branch]);
        await side([...byId], async ([id, branches]) => {
          try {
            await temporal.workflow.getHandle(ids.salesActivity(id)).signal(branchMoved, branches.map(newsOf));
          } catch (error) {
            // Over, or not started yet: its starter tells it.
            if (!(error instanceof WorkflowNotFoundError)) throw error;
          }
        });
      }),

    wake: (id) =>
      temporalErrors(async () => {
        await temporal.workflow.getHandle(ids.salesActivity(id)).signal(wake);
      }),
  };
}

/** Starts the senders of these vendors where they do not run. */
export async function startSenders(temporal: Client, instance: string, vendors: readonly Vendor[]): Promise<void> {
  const ids = workflowIds(instance);
  for (const vendor of vendors) {
    await temporal.workflow.start<typeof sendToVendor>('sendToVendor', {
      ...startOptions(instance, `sender-${vendor}`),
      workflowId: ids.sender(vendor),
      args: [{ v: 1, vendor, sequence: null }],
      staticSummary: `Sends sales activities to ${vendor === 'marketo' ? 'Marketo' : 'Salesforce'}`,
    });
  }
}

/** Side by side, a bounded number at once. */
async function side<T>(items: readonly T[], body: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
      for (const item of rest) await body(item);
    }),
  );
}
