import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { setUpMarketo } from '../client/cli/setup/marketo.ts';
import { createActionsSyncClient } from '../client/index.ts';
import { startWaiting } from '../client/sales-activities/starts.ts';
import { activityWorkflows, startSenders } from '../client/sales-activities/workflows.ts';
import { createMarketoClient } from '../marketo/index.ts';
import { readEnvironment } from '../model/env.ts';
import { quotaLimits } from '../model/quota.ts';
import type { BranchEvent } from '../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../model/sales-activity/id.ts';
import { parseSalesActivity } from '../model/sales-activity/parse.ts';
import { startMarketoSimulator } from '../simulators/marketo/index.ts';
import { openStore } from '../store/index.ts';
import { runWorker } from '../worker/index.ts';
import { progress, wake } from '../workflows/messages.ts';
import { openHistoryStack } from './history-stack.ts';
import { recordPushes } from './record-pushes.ts';
import { recordTasks } from './record-tasks.ts';
import { createRecorder } from './recorder.ts';

// Runs the flows once against the simulator and saves their histories for test/workflows/replay.test.ts:
//
//   npm run build && node dist/scripts/save-histories.js [folder]
//
// Needs nothing but the repo (TEMPORAL_ADDRESS and MONGODB_URI use running servers); takes about two minutes. A release
// adds histories, it does not replace those of releases whose workflows may still run: pass another folder, or move
// the old files to `<case>-<version>.json` first.

const CAMPAIGN = { campaignName: 'Autumn', campaignId: 'c-1' };

const say = (line: string) => process.stderr.write(`${line}\n`);
const stack = await openHistoryStack(say);
const { instance, ids } = stack;
const dbName = instance;
// Slow enough that a pause comes in the middle of the scan.
const simulator = await startMarketoSimulator({ people: 300, limits: 'off', latencyMs: 400 });
const store = await openStore({ uri: stack.mongo.uri, dbName });
const connection = await Connection.connect({ address: stack.temporal.address });
const client = new Client({ connection });
const recorder = createRecorder(client, say);
const { until, reached, scheduled, save } = recorder;
const actions = createActionsSyncClient({ temporal: client, store, instance, by: 'save-histories' });
const initial = client.workflow.getHandle(ids.peopleInitial);
const changes = client.workflow.getHandle(ids.peopleChanges);
const comparison = client.workflow.getHandle(ids.peopleReconcile);
const workflows = activityWorkflows(client, instance);
const marketo = createMarketoClient({
  ...{ baseUrl: simulator.baseUrl, clientId: simulator.clientId, clientSecret: simulator.clientSecret },
  ledger: store.quota.ledger(quotaLimits({ rate: 0.3, day: 1, dailyCalls: 50_000 })),
});
const stop = new AbortController();
const worker = runWorker({
  env: readEnvironment({
    ACTIONS_SYNC_INSTANCE: instance,
    MONGODB_URI: stack.mongo.uri,
    MONGODB_DB: dbName,
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
    MARKETO_RATE_SHARE: '0.3',
    LOG_LEVEL: 'error',
  }),
  signal: stop.signal,
});

const sender = client.workflow.getHandle(ids.sender('marketo'));
try {
  await Promise.race([record(), worker]);
  // A worker that stops ends the sender's turn.
  stop.abort();
  await worker;
  await save('sendToVendor/turn-ended', sender);
  await recordTasks({ client, store, instance, address: stack.temporal.address }, { reached, save });
} finally {
  stop.abort();
  await worker;
  await Promise.allSettled([
    client.schedule.getHandle(ids.housekeeping).delete(),
    client.schedule.getHandle(ids.peopleReconcile).delete(),
    client.schedule.getHandle(ids.unsubscribesNightly).delete(),
    changes.terminate(),
    sender.terminate(),
  ]);
  await marketo.close();
  await connection.close();
  await store.close();
  await simulator.close();
  await stack.close();
}

async function record(): Promise<void> {
  await store.migrate();
  await store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: 1_000 }, 'save-histories');
  // 603: the API user may not ask for the fields, until an admin has changed that.
  simulator.instance.setFaults([{ match: { class: 'metadata' }, do: { code: '603' } }]);
  await actions.people.start();
  await reached(initial, 'blocked');
  simulator.instance.setFaults([]);
  await actions.ensureFlows();
  await until('the scan has begun', async () => ((await store.peopleState.get()).progress?.done ?? 0) > 0);
  await actions.people.pause('initial');
  await reached(initial, 'paused');
  await actions.people.resume('initial');
  await initial.result();
  await save('syncPeopleInitial/blocked-paused-complete', initial);

  await reached(changes, 'following');
  simulator.instance.random(20, 1);
  await actions.people.resync([1, 2, 3]);
  await store.peopleState.patch({ lastOverlapAt: new Date(Date.now() - 2 * 86_400_000) });
  await until('the overlap was read', async () => Date.now() - overlapAt(await store.peopleState.get()) < 86_400_000);
  await actions.people.pause('changes');
  await reached(changes, 'paused');
  await save('syncPeopleChanges/turns-resync-overlap-paused', changes);
  await actions.people.resume('changes');
  await recordPushes({ client, actions, store, instance, marketo: simulator.instance }, recorder);

  await recordComparison();
  const housekeeping = await scheduled(ids.housekeeping);
  await housekeeping.result();
  await save('housekeeping/complete', housekeeping);
  await recordSalesActivities();
}

/** Without a sender, so that each comes to its end as its case wants. */
async function recordSalesActivities(): Promise<void> {
  await setUpMarketo({ marketo, store, by: 'save-histories', dryRun: false, layout: null });
  await startSenders(client, instance, ['salesforce']);
  const blocked = client.workflow.getHandle(ids.sender('salesforce'));
  await reached(blocked, 'blocked');
  await blocked.signal(wake);
  await until('it is blocked again', async () => ((await blocked.describe()).historyLength ?? 0) > 18);
  await save('sendToVendor/blocked', blocked);
  await blocked.terminate();

  const cancelled = await logged('cancelled');
  await cancelled.cancel();
  await cancelled.result().catch(() => {});
  await save('logSalesActivity/cancelled', cancelled);

  const failed = await logged('failed');
  await move('failed', { kind: 'fail', error: 'marketo.1004' });
  await failed.result().catch(() => {});
  await save('logSalesActivity/failed', failed);

  const waited = await logged('waited');
  await move('waited', { kind: 'park', until: new Date(Date.now() + 1_500), reason: 'marketo.606' });
  await until('its wait is over', async () => (await store.salesActivities.due(new Date(), 1)).length === 0);
  await until('it has gone on', async () => (await stateOf('waited')) === 'pending');
  await waited.signal(wake);
  await startSenders(client, instance, ['marketo']);
  await waited.result();
  await save('logSalesActivity/waited-woken-done', waited);

  const done = await logged('done');
  await done.result();
  await save('logSalesActivity/done', done);
}

async function logged(id: string): Promise<WorkflowHandle> {
  const [personId] = [...simulator.instance.truth({ owned: true })].map((person) => person.id);
  const activity = parseSalesActivity(
    {
      id,
      type: 'campaignAdded',
      personId,
      occurredAt: new Date().toISOString(),
      seller: 'seller@example.com',
      ...CAMPAIGN,
    },
    new Date(),
  );
  if (activity.kind === 'invalid') throw new Error(JSON.stringify(activity.problems));
  await store.salesActivities.intake([activity.activity]);
  await startWaiting({ store, workflows }, await store.serverTime());
  const handle = client.workflow.getHandle(ids.salesActivity(id));
  await until(`${id} has begun`, async () => (await handle.query(progress)).state !== 'starting');
  return handle;
}

/** As a sender does it. */
async function move(id: string, event: BranchEvent): Promise<void> {
  const [changed] = await store.salesActivities.apply([{ id: id as SalesActivityId, vendor: 'marketo', event }]);
  if (changed === undefined || changed.status === null) throw new Error(`${id} did not move`);
  await workflows.tell([{ id: changed.id, vendor: changed.vendor, status: changed.status }]);
}

async function stateOf(id: string) {
  return (await store.salesActivities.get(id as SalesActivityId))?.branches.marketo?.status.state;
}

async function recordComparison(): Promise<void> {
  await reached(changes, 'following');
  simulator.instance.setFaults([{ match: { class: 'metadata' }, do: { code: '603' } }]);
  await actions.people.reconcile();
  await reached(comparison, 'blocked');
  simulator.instance.setFaults([]);
  await actions.ensureFlows();
  await until('the comparison has begun', async () => ((await store.reconcile.get())?.progress?.done ?? 0) > 0);
  await actions.people.pause('reconcile');
  await reached(comparison, 'paused');
  await actions.people.resume('reconcile');
  await comparison.result();
  await save('reconcilePeople/blocked-paused-feeds-complete', comparison);

  const weekly = await scheduled(ids.peopleReconcile);
  await weekly.result();
  await save('reconcilePeople/weekly', weekly);
  await comparison.result();

  await actions.people.reconcile();
  await until('a third one has begun', async () => ((await store.reconcile.get())?.progress?.done ?? 0) > 0);
  await comparison.cancel();
  await comparison.result().catch(() => {});
  await save('reconcilePeople/cancelled', comparison);
}

function overlapAt({ lastOverlapAt }: { lastOverlapAt: Date | null }): number {
  return lastOverlapAt?.getTime() ?? 0;
}
