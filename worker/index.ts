import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { PeopleDeps } from '../activities/deps.ts';
import { createHousekeepingActivities } from '../activities/housekeeping.ts';
import { createPeopleChangesActivities } from '../activities/people-changes.ts';
import { createPeopleInitialActivities } from '../activities/people-initial.ts';
import { createPeoplePushActivities } from '../activities/people-push.ts';
import { createPeopleReconcileActivities } from '../activities/people-reconcile.ts';
import type { PushDeps } from '../activities/push/deps.ts';
import type { SalesActivityDeps } from '../activities/sales-activities/deps.ts';
import { createSalesActivityActivities } from '../activities/sales-activities/index.ts';
import type { TaskDeps } from '../activities/tasks/deps.ts';
import { createTaskActivities } from '../activities/tasks/index.ts';
import type { UnsubscribeDeps } from '../activities/unsubscribes/deps.ts';
import { createUnsubscribeActivities } from '../activities/unsubscribes/index.ts';
import { createActionsSyncClient } from '../client/client.ts';
import { type TemporalConfig, temporalConfig } from '../client/temporal-config.ts';
import { temporalErrors } from '../client/temporal-errors.ts';
import { connecting } from '../client/temporal-tls.ts';
import type { Environment } from '../model/env.ts';
import { taskQueue } from '../workflows/messages.ts';
import { ACTIVITY_FLOWS } from './activity-flows.ts';
import { openOwnConnections } from './connections/clients.ts';
import { openPeopleDeps } from './deps.ts';
import { closeAll, reaching, untilEnded } from './ending.ts';
import { activityErrors } from './errors.ts';
import { type Grace, graceOf } from './grace.ts';
import { keepHeapSmall } from './heap.ts';
import { keepingFailures } from './keep-failures.ts';
import { installLogger } from './logger.ts';
import { callsCounted, counted, countingInterceptors, toldAndCounted } from './metrics/count.ts';
import { type Metrics, type Observed, openMetrics } from './metrics/index.ts';
import { salesActivityDeps } from './sales-activities.ts';
import { Tally, tallied } from './samples/tally.ts';
import { startServices, type UseClient } from './services.ts';
import { checkStart } from './start/index.ts';
import { starting } from './start/refusal.ts';
import { openTraces, type Traces } from './traces/index.ts';
import { unsubscribeDeps } from './unsubscribes.ts';
import { packageVersion } from './version.ts';
import { versioningOf } from './versioning.ts';
import { workflowCode } from './workflow-code.ts';

export interface WorkerOptions {
  env: Environment;
  /** Aborted: the worker finishes what it can and stops. */
  signal?: AbortSignal;
  /** Called once the worker polls. */
  ready?: () => void;
  /** How often it looks whether Temporal still has the flows that are on; default 30 s. */
  lookEveryMs?: number;
  /** How often it looks whether an alert fires or clears; default 30 s. */
  alertsEveryMs?: number;
}

/** What the worker runs for people; one factory per flow. */
export const createPeopleActivities = (deps: PeopleDeps) => ({
  ...createPeopleInitialActivities(deps),
  ...createPeopleChangesActivities(deps),
  ...createPeopleReconcileActivities(deps),
  ...createHousekeepingActivities(deps),
});

/** All that the worker runs. */
export const createActivities = (
  people: PeopleDeps,
  others: { pushes: PushDeps; salesActivities: SalesActivityDeps; tasks: TaskDeps; unsubscribes: UnsubscribeDeps },
) => ({
  ...createPeopleActivities(people),
  ...createPeoplePushActivities(others.pushes),
  ...createSalesActivityActivities(others.salesActivities),
  ...createTaskActivities(others.tasks),
  ...createUnsubscribeActivities(others.unsubscribes),
});

const LOOK_EVERY_MS = 30_000;
/** Temporal's answer to a probe. */
const PROBE_MS = 2_000;

/** Load, connect, create, run, close. Resolves after a graceful stop. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { env } = options;
  keepHeapSmall();
  const address = env.METRICS_ADDRESS;
  const metrics =
    address === undefined ? null : await openMetrics(address, env.ACTIONS_SYNC_INSTANCE, packageVersion());
  try {
    await runObserved(options, metrics);
  } finally {
    await metrics?.close();
  }
}

async function runObserved(options: WorkerOptions, metrics: Metrics | null): Promise<void> {
  const { env, signal, ready, lookEveryMs = LOOK_EVERY_MS, alertsEveryMs = LOOK_EVERY_MS } = options;
  const parts = await openParts(env, metrics);
  const { deps, flows, logger, stopping, tally } = parts;
  const grace = graceOf(env.WORKER_SHUTDOWN_GRACE);
  try {
    const settings = await deps.store.settings.snapshot();
    await starting(parts, async () => {
      await checkStart(deps, { logger, signal });
      // Before the worker polls: whatever is wrong with the namespace comes out here, and nothing is to be stopped yet.
      await flows((client) => client.ensureFlows());
    });
    const worker = await createWorker(parts, { env, grace, metrics });
    const stop = () => {
      stopping.abort();
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    signal?.addEventListener('abort', stop, { once: true });
    const running = worker.run();
    if (signal?.aborted) stop();
    metrics?.observe(observedOf(parts, worker));
    logger.info({ taskQueue: worker.options.taskQueue }, 'worker is ready');
    ready?.();
    const ended = new AbortController();
    startServices({ env, deps, flows, logger, lookEveryMs, alertsEveryMs, settings, tally }, ended.signal);
    await untilEnded(running, { signal, withinMs: grace.endMs, logger }).finally(() => ended.abort());
  } finally {
    await parts.close();
  }
}

/** What a worker holds open while it runs. */
async function openParts(env: Environment, metrics: Metrics | null) {
  const logger = installLogger(env.LOG_LEVEL, metrics?.sdk ?? null);
  const traces = await tracesOf(env, logger);
  const temporal = temporalConfig();
  const { connectionOptions } = temporal;
  const connection = await connecting(connectionOptions, () => NativeConnection.connect(connectionOptions));
  const opened = await openPeopleDeps(env, {
    step: (store, open) => starting({ store, logger }, open),
    ledger: callsCounted(metrics),
  });
  const tally = new Tally();
  const deps = tallied(counted(opened, metrics), tally);
  const stopping = new AbortController();
  const instance = env.ACTIONS_SYNC_INSTANCE;
  const ownConnections = openOwnConnections(env, deps.store);
  const salesActivities = salesActivityDeps({
    ...{ deps, temporal, instance, logger, ownConnections },
    stopping: stopping.signal,
  });
  return {
    ...{ logger, traces, temporal, connection, deps, stopping, salesActivities, tally },
    store: deps.store,
    flows: flowsOf(env, temporal, deps),
    close: async () => {
      stopping.abort();
      const others = [ownConnections, traces].filter((part) => part !== null);
      await closeAll([salesActivities, deps, connection, ...others]);
    },
  };
}

type Parts = Awaited<ReturnType<typeof openParts>>;

function observedOf({ deps, connection, flows }: Parts, worker: Worker): Observed {
  return {
    ...{ store: deps.store, limits: deps.limits, isPolling: () => worker.getState() === 'RUNNING' },
    askTemporal: () =>
      connection.withDeadline(Date.now() + PROBE_MS, () => connection.workflowService.getSystemInfo({})),
    salesforceUsage: () => deps.salesforce?.usage() ?? null,
    missingFlows: (names) => flows((client) => client.missingFlows(names)),
  };
}

interface Made {
  env: Environment;
  grace: Grace;
  metrics: Metrics | null;
}

function createWorker(parts: Parts, { env, grace, metrics }: Made): Promise<Worker> {
  const { connection, temporal, deps, salesActivities, stopping, traces, tally } = parts;
  const { namespace, dataConverter } = temporal;
  const activities = createActivities(deps, {
    pushes: { ...deps, stopping: stopping.signal },
    salesActivities: tally.ofActivities(toldAndCounted(salesActivities, metrics)),
    tasks: { ...deps, instance: env.ACTIONS_SYNC_INSTANCE },
    unsubscribes: unsubscribeDeps({ deps, stopping: stopping.signal }),
  });
  return reaching(
    Worker.create({
      connection,
      namespace,
      taskQueue: taskQueue(env.ACTIONS_SYNC_INSTANCE),
      ...versioningOf(env),
      ...workflowCode(dataConverter),
      dataConverter,
      activities: keepingFailures(deps.store.failures, activities, ACTIVITY_FLOWS),
      interceptors: {
        activity: [
          ...(traces?.interceptors ?? []),
          () => ({ inbound: activityErrors }),
          ...countingInterceptors(metrics),
        ],
      },
      shutdownGraceTime: grace.finishMs,
      shutdownForceTime: grace.forceMs,
    }),
  );
}

async function tracesOf(env: Environment, logger: Logger): Promise<Traces | null> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ACTIONS_SYNC_INSTANCE: instance } = env;
  return endpoint === undefined ? null : openTraces({ endpoint, instance, version: packageVersion(), logger });
}

/** Reaches Temporal as a client does, with a connection of its own each time: the server may be another one by then. */
function flowsOf(env: Environment, config: TemporalConfig, { store }: PeopleDeps): UseClient {
  const { connectionOptions, namespace, dataConverter } = config;
  return async (use) => {
    const connection = await temporalErrors(() => Connection.connect(connectionOptions));
    try {
      const temporal = new Client({ connection, namespace, dataConverter });
      return await use(createActionsSyncClient({ temporal, store, instance: env.ACTIONS_SYNC_INSTANCE, by: 'worker' }));
    } finally {
      await connection.close();
    }
  };
}
