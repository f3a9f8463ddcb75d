import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { workflowIds } from '../../workflows/messages.ts';

type Ids = ReturnType<typeof workflowIds>;

interface HistoryJson {
  events: { eventType: string; [attributes: string]: unknown }[];
}

/** Every run of an instance's workflows as Temporal stores it: history, memo, search attributes, summaries. */
export async function runsOf(client: Client, { peopleInitial, peopleChanges, peopleReconcile, housekeeping }: Ids) {
  const runs: { workflowId: string; workflowType: string; history: HistoryJson; visible: unknown[] }[] = [];
  const scheduled = [peopleReconcile, housekeeping].map((id) => `WorkflowId STARTS_WITH '${id}'`);
  const query = `WorkflowId IN ('${peopleInitial}', '${peopleChanges}') OR ${scheduled.join(' OR ')}`;
  for await (const { workflowId, runId, type } of client.workflow.list({ query })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const [history, described] = await Promise.all([handle.fetchHistory(), handle.describe()]);
    const { pendingActivities, executionConfig, workflowExtendedInfo, workflowExecutionInfo } = described.raw;
    runs.push({
      workflowId,
      workflowType: type,
      history: JSON.parse(historyToJSON(history)) as HistoryJson,
      visible: [pendingActivities, executionConfig, workflowExtendedInfo, workflowExecutionInfo, described.memo],
    });
  }
  return runs;
}

export async function historyOf(client: Client, workflowId: string): Promise<HistoryJson> {
  return JSON.parse(historyToJSON(await client.workflow.getHandle(workflowId).fetchHistory())) as HistoryJson;
}

/** All text in a value: member names too, and what base64 hides. */
export function allText(value: unknown): string {
  const parts: string[] = [];
  const visit = (at: unknown): void => {
    if (typeof at === 'string') {
      parts.push(at);
      if (/^[A-Za-z0-9+/]+={0,2}$/.test(at) && at.length % 4 === 0)
        parts.push(Buffer.from(at, 'base64').toString('utf8'));
    } else if (at instanceof Uint8Array) {
      parts.push(Buffer.from(at).toString('utf8'));
    } else if (Array.isArray(at) || at instanceof Map) {
      for (const one of at) visit(one);
    } else if (typeof at === 'object' && at !== null) {
      for (const [name, one] of Object.entries(at)) {
        parts.push(name);
        visit(one);
      }
    } else if (typeof at === 'number' || typeof at === 'bigint') {
      parts.push(at.toString());
    }
  };
  visit(value);
  return parts.join('\n');
}

/** The activities of a history, each with the position of its first event. */
export function scheduledActivities({ events }: HistoryJson): { name: string; at: number }[] {
  return events.flatMap((event, at) => {
    const attributes = event.activityTaskScheduledEventAttributes as { activityType: { name: string } } | undefined;
    return attributes === undefined ? [] : [{ name: attributes.activityType.name, at }];
  });
}
