import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, inject } from 'vitest';
import { activityErrors } from '../../worker/errors.ts';
import type { createActivities } from '../../worker/index.ts';
import { searchAttributes } from '../../workflows/messages.ts';

export type Activities = ReturnType<typeof createActivities>;

/** The Temporal server that the tests use: a given one, else the one that the global set-up started. */
export function temporalAddress(): string {
  return process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress');
}

let opened: Promise<Opened> | undefined;
type Opened = Awaited<ReturnType<typeof open>>;

/** Once per test file: connections and the workflow bundle; closed after the file. */
export function temporal(): Promise<Opened> {
  opened ??= open();
  return opened;
}

async function open() {
  // Failing activities are part of these tests; core's warnings about them are not news.
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const address = temporalAddress();
  const [connection, native, bundle] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
    bundleWorkflows(new URL('../../workflows/index.ts', import.meta.url)),
  ]);
  return { client: new Client({ connection }), connection, native, bundle };
}

afterAll(async () => {
  if (opened === undefined) return;
  const { connection, native } = await opened;
  await connection.close();
  await native.close();
});

export function bundleWorkflows(entry: URL) {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(entry),
    logger: new DefaultLogger('ERROR'),
  });
}

/** Runs a worker of this queue until the function returned is called. */
export async function runTestWorker(taskQueue: string, activities: Partial<Activities>): Promise<() => Promise<void>> {
  const { native, bundle } = await temporal();
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowBundle: bundle,
    activities,
    // The real mapper, so that a stub fails as a real activity function would.
    interceptors: { activity: [() => ({ inbound: activityErrors })] },
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}

/** State and error as `temporal workflow list` sees them. */
export async function attributesOf(handle: WorkflowHandle) {
  const { typedSearchAttributes } = await handle.describe();
  return {
    flow: typedSearchAttributes.get(searchAttributes.SyncFlow),
    state: typedSearchAttributes.get(searchAttributes.SyncState),
    error: typedSearchAttributes.get(searchAttributes.SyncError),
    peopleRead: typedSearchAttributes.get(searchAttributes.PeopleRead),
  };
}

/** Current details as the Temporal UI asks for them. */
export async function currentDetailsOf(handle: WorkflowHandle): Promise<string> {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Seconds of each timer that this run has started. */
export async function timersOf(handle: WorkflowHandle): Promise<number[]> {
  const { events = [] } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) => {
    const length = timer?.startToFireTimeout;
    return length ? [Number(length.seconds ?? 0) + (length.nanos ?? 0) / 1e9] : [];
  });
}
