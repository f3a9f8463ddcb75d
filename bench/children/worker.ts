import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { exitWithParent } from '../../local/index.ts';
import { readEnvironment } from '../../model/env.ts';
import { keepHeapSmall } from '../../worker/heap.ts';
import { createPeopleActivities, runWorker } from '../../worker/index.ts';
import { installLogger } from '../../worker/logger.ts';
import { taskQueue } from '../../workflows/messages.ts';
import { openDeps } from '../rig/deps.ts';

const SAMPLE_EVERY_MS = 200;
const { limits } = JSON.parse(process.argv[2] ?? '{}') as { limits: 'on' | 'off' };

const stopping = new AbortController();
const tell = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
const ready = () => {
  tell({ ready: true });
  setInterval(() => tell(process.memoryUsage()), SAMPLE_EVERY_MS).unref();
};
const env = readEnvironment(process.env);
const running = limits === 'on' ? runWorker({ env, signal: stopping.signal, ready }) : unlimitedWorker();
exitWithParent(async () => {
  stopping.abort();
  await running;
}, 25_000);
await running;

/** The product's worker but for the ledger; its flows are started by the bench. */
async function unlimitedWorker(): Promise<void> {
  keepHeapSmall();
  installLogger(env.LOG_LEVEL);
  const { MONGODB_URI = '', MARKETO_BASE_URL = '', MARKETO_CLIENT_ID = '', MARKETO_CLIENT_SECRET = '' } = env;
  const marketo = { baseUrl: MARKETO_BASE_URL, clientId: MARKETO_CLIENT_ID, clientSecret: MARKETO_CLIENT_SECRET };
  const deps = await openDeps({ uri: MONGODB_URI, dbName: env.MONGODB_DB, marketo, limits: null });
  const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
  const worker = await Worker.create({
    connection,
    namespace: process.env.TEMPORAL_NAMESPACE ?? 'default',
    taskQueue: taskQueue(env.ACTIONS_SYNC_INSTANCE),
    workflowBundle: { codePath: fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url)) },
    activities: createPeopleActivities(deps),
    shutdownGraceTime: '1 second',
    shutdownForceTime: '10 seconds',
  });
  stopping.signal.addEventListener('abort', () => worker.shutdown(), { once: true });
  const ended = worker.run();
  ready();
  await ended;
  await deps.close();
  await connection.close();
}
