import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { onTestFinished, vi } from 'vitest';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { progress, taskQueue, wake, workflowIds } from '../../workflows/messages.ts';
import type { syncPeopleChanges } from '../../workflows/people-changes.ts';
import type { syncPeopleInitial } from '../../workflows/people-initial.ts';
import type { syncPeoplePushes } from '../../workflows/people-push.ts';
import type { reconcilePeople } from '../../workflows/people-reconcile.ts';
import { type Activities, runTestWorker, temporal } from './temporal.ts';

/** How long a test waits for a condition; far more than it takes. */
export const SOON = { timeout: 30_000, interval: 20 };

/** An instance of its own with a worker of these activities; both are gone after the test. */
export async function startFlows(activities: Partial<Activities>) {
  const { client } = await temporal();
  const instance = `test-${randomUUID().slice(0, 8)}`;
  const ids = workflowIds(instance);
  const queue = taskQueue(instance);
  const stopWorker = await runTestWorker(queue, activities);
  onTestFinished(async () => {
    await endFlows(instance);
    await stopWorker();
  });
  return {
    client,
    instance,
    ids,
    startInitial: (pieces = 0) =>
      client.workflow.signalWithStart<typeof syncPeopleInitial, []>('syncPeopleInitial', {
        taskQueue: queue,
        workflowId: ids.peopleInitial,
        args: [{ v: 1, instance, pieces }],
        signal: wake,
      }),
    startReconcile: (pieces = 0) =>
      client.workflow.signalWithStart<typeof reconcilePeople, []>('reconcilePeople', {
        taskQueue: queue,
        workflowId: ids.peopleReconcile,
        args: [{ v: 1, instance, pieces }],
        signal: wake,
      }),
    startPushes: () =>
      client.workflow.signalWithStart<typeof syncPeoplePushes, []>('syncPeoplePushes', {
        taskQueue: queue,
        workflowId: ids.peoplePush,
        args: [{ v: 1, instance, sequence: null }],
        signal: wake,
      }),
    /** As the client does it. */
    startChanges: () =>
      client.workflow.signalWithStart<typeof syncPeopleChanges, []>('syncPeopleChanges', {
        taskQueue: queue,
        workflowId: ids.peopleChanges,
        args: [{ v: 1, instance, sequence: null }],
        signal: wake,
      }),
  };
}

/** Ends every workflow and schedule that an instance may have. */
export async function endFlows(instance: string): Promise<void> {
  const { client } = await temporal();
  const ids = workflowIds(instance);
  // Most of them don't exist in most tests.
  await Promise.allSettled([
    client.schedule.getHandle(ids.housekeeping).delete(),
    client.schedule.getHandle(ids.peopleReconcile).delete(),
    client.schedule.getHandle(ids.unsubscribesNightly).delete(),
    client.workflow.getHandle(ids.peopleInitial).terminate(),
    client.workflow.getHandle(ids.peopleChanges).terminate(),
    client.workflow.getHandle(ids.peopleReconcile).terminate(),
    client.workflow.getHandle(ids.peoplePush).terminate(),
    client.workflow.getHandle(ids.tasks).terminate(),
    ...VENDORS.map((vendor) => client.workflow.getHandle(ids.sender(vendor)).terminate()),
  ]);
}

export async function untilState(
  instance: string,
  flow: 'peopleInitial' | 'peopleChanges' | 'peopleReconcile' | 'peoplePush' | 'tasks',
  state: string,
) {
  const { client } = await temporal();
  const handle = client.workflow.getHandle(workflowIds(instance)[flow]);
  await vi.waitFor(async () => {
    const now = await handle.query(progress);
    if (now.state !== state) throw new Error(`${flow} is ${now.state}, not ${state}`);
  }, SOON);
  return handle;
}

type Inputs<K extends keyof Activities> = Parameters<Activities[K]>;
type Output<K extends keyof Activities> = Awaited<ReturnType<Activities[K]>>;
/** What one call does: answers, fails, or answers in its own time. */
export type Step<K extends keyof Activities> = Output<K> | Error | (() => Promise<Output<K>>);

/** A stub of an activity function: each call takes the next step; a call beyond the last step repeats it. */
export function script<K extends keyof Activities>(_name: K, ...steps: Step<K>[]) {
  const calls: Inputs<K>[0][] = [];
  const stub = async (...inputs: Inputs<K>): Promise<Output<K>> => {
    const step = steps[Math.min(calls.length, steps.length - 1)];
    calls.push(inputs[0]);
    if (step instanceof Error) throw step;
    if (!(step instanceof Function)) return step as Output<K>;
    // A stub that waits for its test must not keep the worker from ending.
    return Promise.race([step(), Context.current().cancelled]);
  };
  return Object.assign(stub, { calls });
}

/** Something a test opens by hand. */
export function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const SUGGESTED_ABOVE_BYTES = 4 * 1024 * 1024;

/** Signals with a payload so large that the server suggests continue-as-new: over 4 MiB of history. */
export async function fillHistory(workflowId: string): Promise<void> {
  const { client } = await temporal();
  const handle = client.workflow.getHandle(workflowId);
  for (let n = 0; n < 5; n += 1) await handle.signal<[string]>('wake', 'x'.repeat(1_000_000));
  // Signals that come during a workflow task are counted after it.
  await vi.waitFor(async () => {
    const { historySize = 0 } = await handle.describe();
    if (historySize < SUGGESTED_ABOVE_BYTES) throw new Error(`only ${historySize} bytes`);
  }, SOON);
}
