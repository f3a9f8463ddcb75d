import type { Client } from '@temporalio/client';

const ENDED_AT_ONCE = 50;

/** How many of a type have ended on a queue. */
export async function countEnded(temporal: Client, queue: string, type: string): Promise<number> {
  const query = `TaskQueue = '${queue}' AND WorkflowType = '${type}' AND ExecutionStatus != 'Running'`;
  return (await temporal.workflow.count(query)).count;
}

/** Events of the histories of those that have completed, by the server's own count. */
export async function historyLengths(temporal: Client, queue: string, type: string): Promise<number[]> {
  const query = `TaskQueue = '${queue}' AND WorkflowType = '${type}' AND ExecutionStatus = 'Completed'`;
  const lengths: number[] = [];
  for await (const { historyLength } of temporal.workflow.list({ query })) lengths.push(historyLength ?? Number.NaN);
  return lengths;
}

/** Ends all that runs on a queue. */
export async function endWorkflows(temporal: Client, queue: string): Promise<void> {
  const query = `TaskQueue = '${queue}' AND ExecutionStatus = 'Running'`;
  let ending: Promise<unknown>[] = [];
  for await (const { workflowId } of temporal.workflow.list({ query })) {
    ending.push(temporal.workflow.getHandle(workflowId).terminate());
    if (ending.length < ENDED_AT_ONCE) continue;
    await Promise.allSettled(ending);
    ending = [];
  }
  await Promise.allSettled(ending);
}
