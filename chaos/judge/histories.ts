import type { Client } from '@temporalio/client';
import { type Check, Count } from './check.ts';
import type { Personal } from './logs.ts';

/** Temporal's own, with an `@` in it: process and host of a worker, and its version. */
const NOT_OURS: ReadonlySet<string> = new Set([
  ...['identity', 'taskQueue', 'stickyAttributes'],
  ...['binaryChecksum', 'workerVersion', 'buildId'],
]);

/** Every workflow's history: nothing personal. Examples name the workflow, never what was found. */
export async function judgeHistories({ workflow }: Client, personal: Personal): Promise<Check[]> {
  const told = new Count();
  for await (const { workflowId, runId } of workflow.list()) {
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    for (const text of textsIn(history)) {
      if (!personal.isIn(text)) continue;
      told.add(workflowId);
      break;
    }
  }
  return [told.check('histories with personal data')];
}

/** Every text of a history, payloads decoded. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('utf8');
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) if (!NOT_OURS.has(name)) yield* textsIn(member);
  }
}
