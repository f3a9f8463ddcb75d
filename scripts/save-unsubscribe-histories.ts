import { Client, Connection } from '@temporalio/client';
import { createActionsSyncClient } from '../client/index.ts';
import { readEnvironment } from '../model/env.ts';
import { startMarketoSimulator } from '../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../simulators/salesforce/index.ts';
import { openStore } from '../store/index.ts';
import { runWorker } from '../worker/index.ts';
import { openHistoryStack } from './history-stack.ts';
import { createRecorder } from './recorder.ts';

// As save-histories.ts, for the flows of unsubscribes: they need Salesforce, which that run does without.
//
//   npm run build && node dist/scripts/save-unsubscribe-histories.js [folder]

const say = (line: string) => process.stderr.write(`${line}\n`);
const stack = await openHistoryStack(say);
const { instance, ids } = stack;
const marketo = await startMarketoSimulator({ people: 10, limits: 'off' });
const salesforce = await startSalesforceSimulator({ people: 300, limits: 'off' });
const { faults } = salesforce.world.first;
const store = await openStore({ uri: stack.mongo.uri, dbName: instance });
const connection = await Connection.connect({ address: stack.temporal.address });
const client = new Client({ connection });
const { until, reached, scheduled, save } = createRecorder(client, say);
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
}

async function record(): Promise<void> {
  await store.migrate();
  await store.settings.setUnsubscribes({ nightly: true }, 'save-histories');
  await until('the Schedule is on', async () => {
    const described = client.schedule.getHandle(ids.unsubscribesNightly).describe();
    return (await described.catch(() => null))?.state.paused === false;
  });
  // Nothing runs yet: this run starts the push itself.
  const nightly = await scheduled(ids.unsubscribesNightly);
  await nightly.result();
  await save('syncUnsubscribesNightly/scheduled-starts-push', nightly);

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
