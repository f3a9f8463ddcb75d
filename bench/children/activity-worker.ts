import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { exitWithParent } from '../../local/index.ts';
import { readEnvironment } from '../../model/env.ts';
import { openStore } from '../../store/index.ts';
import { peopleDeps } from '../../worker/deps.ts';
import { activityErrors } from '../../worker/errors.ts';
import { keepHeapSmall } from '../../worker/heap.ts';
import { createActivities } from '../../worker/index.ts';
import { installLogger } from '../../worker/logger.ts';
import { salesActivityDeps } from '../../worker/sales-activities.ts';
import { unsubscribeDeps } from '../../worker/unsubscribes.ts';
import { taskQueue } from '../../workflows/messages.ts';

// The product's worker but for the ledger; its flows are started by whoever logs.
const env = readEnvironment(process.env, ['MONGODB_URI']);
keepHeapSmall();
const logger = installLogger(env.LOG_LEVEL);
const store = await openStore({ uri: env.MONGODB_URI ?? '', dbName: env.MONGODB_DB });
const deps = peopleDeps(env, store, store.quota.ledger(null));
const stopping = new AbortController();
const { TEMPORAL_ADDRESS: address = '', TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
const instance = env.ACTIONS_SYNC_INSTANCE;
const salesActivities = salesActivityDeps({
  ownConnections: null,
  temporal: { connectionOptions: { address }, namespace, dataConverter: {} },
  ...{ deps, instance, logger },
  stopping: stopping.signal,
});
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue: taskQueue(instance),
  workflowBundle: { codePath: fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)) },
  activities: createActivities(deps, {
    pushes: { ...deps, stopping: stopping.signal },
    salesActivities,
    unsubscribes: unsubscribeDeps({ deps, stopping: stopping.signal }),
    tasks: { ...deps, instance },
  }),
  interceptors: { activity: [() => ({ inbound: activityErrors })] },
  shutdownGraceTime: '5 seconds',
  shutdownForceTime: '20 seconds',
});
const running = worker.run();
exitWithParent(async () => {
  stopping.abort();
  worker.shutdown();
  await running;
}, 25_000);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await running;
await salesActivities.close();
await deps.close();
await store.close();
await connection.close();
