import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { PeopleDeps } from '../activities/deps.ts';
import { createHousekeepingActivities } from '../activities/housekeeping.ts';
import { checkInstance } from '../activities/instance.ts';
import { createPeopleChangesActivities } from '../activities/people-changes.ts';
import { createPeopleInitialActivities } from '../activities/people-initial.ts';
import { createPeopleReconcileActivities } from '../activities/people-reconcile.ts';
import { createActionsSyncClient } from '../client/index.ts';
import { temporalErrors } from '../client/temporal-errors.ts';
import type { Environment } from '../model/env.ts';
import { isAppError } from '../model/errors/app-error.ts';
import { taskQueue } from '../workflows/messages.ts';
import { openPeopleDeps } from './deps.ts';
import { activityErrors } from './errors.ts';
import { installLogger } from './logger.ts';

export interface WorkerOptions {
  env: Environment;
  /** Aborted: the worker finishes what it can and stops. */
  signal?: AbortSignal;
  /** Called once the worker polls. */
  ready?: () => void;
}

/** What the worker runs; one factory per flow. */
export const createActivities = (deps: PeopleDeps) => ({
  ...createPeopleInitialActivities(deps),
  ...createPeopleChangesActivities(deps),
  ...createPeopleReconcileActivities(deps),
  ...createHousekeepingActivities(deps),
});

/** A page in flight is finished; longer waits are handed to the next worker. */
const SHUTDOWN_GRACE = '5 seconds';
const SHUTDOWN_FORCE = '20 seconds';

/** Load, connect, create, run, close. Resolves after a graceful stop. */
export async function runWorker({ env, signal, ready }: WorkerOptions): Promise<void> {
  const logger = installLogger(env.LOG_LEVEL);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await temporalErrors(() => NativeConnection.connect(connectionOptions));
  const deps = await openPeopleDeps(env);
  try {
    await checkMarketo(deps);
    // Before the worker polls: whatever is wrong with the namespace comes out here, and nothing is to be stopped yet.
    await ensureFlows(env, namespace, deps);
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue: taskQueue(env.ACTIONS_SYNC_INSTANCE),
      ...workflowCode(),
      activities: createActivities(deps),
      interceptors: { activity: [() => ({ inbound: activityErrors })] },
      shutdownGraceTime: SHUTDOWN_GRACE,
      shutdownForceTime: SHUTDOWN_FORCE,
    });
    const stop = () => worker.shutdown();
    signal?.addEventListener('abort', stop, { once: true });
    const running = worker.run();
    if (signal?.aborted) stop();
    logger.info({ taskQueue: worker.options.taskQueue }, 'worker is ready');
    ready?.();
    await running;
  } finally {
    await deps.close();
    await connection.close();
  }
}

/** With another instance than the one that was read from, a worker could do nothing right. @throws AppError `people.instanceChanged` */
async function checkMarketo({ store, marketo }: PeopleDeps): Promise<void> {
  try {
    checkInstance(marketo, await store.peopleState.get());
    await store.failures.clear('worker');
  } catch (error) {
    // Where `status` finds it: this process ends.
    if (isAppError(error)) await store.failures.record({ flow: 'worker', key: error.key, details: error.details });
    throw error;
  }
}

/** The bundle made by the build; straight from source where there is none (tests). */
function workflowCode(): { workflowBundle: { codePath: string } } | { workflowsPath: string } {
  const bundle = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}

/** Every flow that MongoDB says is on has its workflow: a wiped Temporal heals here. */
async function ensureFlows(env: Environment, namespace: string, { store }: PeopleDeps): Promise<void> {
  const { connectionOptions } = loadClientConnectConfig();
  const connection = await temporalErrors(() => Connection.connect(connectionOptions));
  try {
    const temporal = new Client({ connection, namespace });
    const client = createActionsSyncClient({ temporal, store, instance: env.ACTIONS_SYNC_INSTANCE, by: 'worker' });
    await client.ensureFlows();
  } finally {
    await connection.close();
  }
}
