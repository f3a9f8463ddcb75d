import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { progress } from '../workflows/messages.ts';

const GIVE_UP_MS = 90_000;

export type Recorder = ReturnType<typeof createRecorder>;

/** Waits for what a workflow is to reach, and saves its history to the folder that the command line names. */
export function createRecorder(client: Client, say: (line: string) => void) {
  const target = process.argv[2] ?? fileURLToPath(new URL('../../test/histories', import.meta.url));

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const giveUpAt = Date.now() + GIVE_UP_MS;
    while (!(await holds())) {
      if (Date.now() > giveUpAt) throw new Error(`gave up waiting until ${what}`);
      await delay(50);
    }
  }

  const reached = (handle: WorkflowHandle, state: string): Promise<void> =>
    until(`${handle.workflowId} is ${state}`, async () => (await handle.query(progress)).state === state);

  /** Triggers a Schedule; its run has an id of its own. */
  async function scheduled(id: string): Promise<WorkflowHandle> {
    await client.schedule.getHandle(id).trigger();
    for (const giveUpAt = Date.now() + GIVE_UP_MS; Date.now() < giveUpAt; await delay(50)) {
      const query = `WorkflowId STARTS_WITH '${id}-'`;
      for await (const { workflowId } of client.workflow.list({ query })) return client.workflow.getHandle(workflowId);
    }
    throw new Error(`gave up waiting until ${id} has begun`);
  }

  async function save(name: string, handle: WorkflowHandle): Promise<void> {
    const path = join(target, `${name}.json`);
    await mkdir(join(path, '..'), { recursive: true });
    // The identity names a machine and a process; a replay doesn't need it.
    const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()), (key, value: unknown) =>
      key === 'identity' ? 'actions-sync' : value,
    );
    await writeFile(path, `${JSON.stringify(history, null, 1)}\n`);
    say(path);
  }

  return { until, reached, scheduled, save };
}
