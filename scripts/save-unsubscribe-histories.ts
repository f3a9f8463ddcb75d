import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { createActionsSyncClient } from '../client/index.ts';
import { startLocalStack } from '../local/stack.ts';
import { readEnvironment } from '../model/env.ts';
import { startMarketoSimulator } from '../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../simulators/salesforce/index.ts';
import { openStore } from '../store/index.ts';
import { runWorker } from '../worker/index.ts';
import { devServerSearchAttributes, progress, workflowIds } from '../workflows/messages.ts';

// As save-histories.ts, for the flows of unsubscribes: they need Salesforce, which that run does without.
//
//   npm run build && node dist/scripts/save-unsubscribe-histories.js [folder]

const GIVE_UP_MS = 60_000;
const target = process.argv[2] ?? fileURLToPath(new URL('../../test/histories', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'actions-sync-histories-'));
const say = (line: string) => process.stderr.write(`${line}\n`);
const stack = await startLocalStack({
  dir: folder,
  cacheDir: fileURLToPath(new URL('../../.local/cache', import.meta.url)),
  ephemeral: true,
  temporalUi: false,
  searchAttributes: devServerSearchAttributes,
  say,
});
// The worker reads Temporal's own variables.
process.env.TEMPORAL_ADDRESS = stack.temporal.address;
const instance = `histories-${Date.now().toString(36)}`;
const ids = workflowIds(instance);
const marketo = await startMarketoSimulator({ people: 10, limits: 'off' });
const salesforce = await startSalesforceSimulator({ people: 300, limits: 'off' });
const { faults } = salesforce.world.first;
const store = await openStore({ uri: stack.mongo.uri, dbName: instance });
const connection = await Connection.connect({ address: stack.temporal.address });
const client = new Client({ connection });
const { unsubscribes } = createActionsSyncClient({ temporal: client, store, instance, by: 'save-histories' });
const push = client.workflow.getHandle(ids.unsubscribes);
const asked = client.workflow.getHandle(ids.unsubscribesNightly);
const stop = new AbortController();
const worker = runWorker({
  env: readEnvironment({
    ACTIONS_SYNC_INSTANCE: instance,
    MONGODB_URI: stack.mongo.uri,
    MONGODB_DB: instance,
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    SALESFORCE_LOGIN_URL: salesforce.loginUrl,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
    LOG_LEVEL: 'error',
  }),
  signal: stop.signal,
});

try {
  await Promise.race([record(), worker]);
} finally {
  stop.abort();
  await worker;
  await Promise.allSettled([
    ...[ids.housekeeping, ids.peopleReconcile, ids.unsubscribesNightly].map((id) =>
      client.schedule.getHandle(id).delete(),
    ),
    push.terminate(),
  ]);
  await connection.close();
  await store.close();
  await Promise.all([marketo.close(), salesforce.close()]);
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}

async function record(): Promise<void> {
  await store.migrate();
  await store.settings.setUnsubscribes({ nightly: true }, 'save-histories');
  await until('the Schedule is on', async () => {
    const described = client.schedule.getHandle(ids.unsubscribesNightly).describe();
    return (await described.catch(() => null))?.state.paused === false;
  });
  // Nothing runs yet: this run starts the push itself.
  await client.schedule.getHandle(ids.unsubscribesNightly).trigger();
  const scheduled = await firstRun(`${ids.unsubscribesNightly}-`);
  await scheduled.result();
  await save('syncUnsubscribesNightly/scheduled-starts-push', scheduled);

  faults.set([{ match: { class: 'query' }, do: { error: 'API_DISABLED_FOR_ORG' } }]);
  await unsubscribes.reconcile();
  await reached(asked, 'blocked');
  await reached(push, 'blocked');
  faults.set([]);
  await unsubscribes.reconcile();
  await asked.result();
  await save('syncUnsubscribesNightly/asked-blocked-woken-done', asked);

  await reached(push, 'following');
  faults.set([{ match: { class: 'collections' }, do: { itemError: 'UNABLE_TO_LOCK_ROW' } }]);
  const [lead] = [...salesforce.world.first.store.table('Lead').all()].filter(
    (row) => row.get('IsConverted') !== true && row.get('HasOptedOutOfEmail') !== true && row.get('Email') !== null,
  );
  await unsubscribes.add([{ address: String(lead?.get('Email')) }]);
  await reached(push, 'refused ones wait');
  faults.set([]);
  await reached(push, 'following');
  await save('pushUnsubscribes/told-blocked-refused-told', push);
}

async function firstRun(prefix: string): Promise<WorkflowHandle> {
  let found: WorkflowHandle | undefined;
  await until(`${prefix} has begun`, async () => {
    for await (const { workflowId } of client.workflow.list({ query: `WorkflowId STARTS_WITH '${prefix}'` })) {
      found = client.workflow.getHandle(workflowId);
    }
    return found !== undefined;
  });
  if (found === undefined) throw new Error(prefix);
  return found;
}

function reached(handle: WorkflowHandle, state: string): Promise<void> {
  return until(`${handle.workflowId} is ${state}`, async () => (await handle.query(progress)).state === state);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`gave up waiting until ${what}`);
    await delay(50);
  }
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
