import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { setFaults } from '../../simulators/salesforce/control/limit-routes.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { freeLoopbackAddress } from '../../worker/metrics/sdk.ts';
import { storedIn, truthOf } from './people.ts';
import { openWorkerRig } from './rig.ts';
import { marketoKeys, prepareSelling, salesforceVariables, sold, soldAt } from './sellers.ts';
import { STOPPED_WORKER, startWorker } from './workers.ts';

const WITHIN = { timeout: 45_000, interval: 20 };
/** 4 s of it for calls under way. */
const GRACE_MS = 20_000;
const GRACE = { WORKER_SHUTDOWN_GRACE: '20 s' };
const SLOW_MS = 2_000;

const defer = (cleanUp: () => Promise<unknown>) =>
  onTestFinished(async () => {
    await cleanUp();
  });

/** Stops a worker. @returns its exit code, and how long it took in ms */
async function stopped(worker: ReturnType<typeof startWorker>) {
  const since = Date.now();
  return { code: await worker.stop(), tookMs: Date.now() - since };
}

it('SIGTERM in the middle of the initial sync: not ready at once, ends with 0 in time, and the next one completes it', async () => {
  const rig = await openWorkerRig({ people: 12_000, limits: 'off', latencyMs: 150, seed: 6 }, defer);
  await rig.actions.people.start({ strategy: 'ids' });
  const address = await freeLoopbackAddress();
  const first = startWorker({ ...rig.variables, ...GRACE, METRICS_ADDRESS: address }, defer, STOPPED_WORKER);
  await vi.waitFor(async () => expect(await rig.db.collection('ranges').countDocuments()).toBeGreaterThan(2), WITHIN);
  const readiness = async () => {
    const answer = await fetch(`http://${address}/readyz`);
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  expect(await readiness()).toEqual({ status: 200, ready: true });

  // What it reads when it is told to stop takes a while.
  rig.simulator.instance.setFaults([{ match: { class: 'leads' }, do: { delayMs: SLOW_MS } }]);
  await vi.waitFor(() => expect(rig.simulator.instance.stats().openNow).toBeGreaterThan(0), WITHIN);
  const ending = stopped(first);
  await vi.waitFor(
    async () => expect(await readiness()).toEqual({ status: 503, ready: false, reason: 'the worker is stopping' }),
    { timeout: 3_000, interval: 5 },
  );
  const { code, tookMs } = await ending;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(GRACE_MS);
  expect((await rig.store.peopleState.get()).initial).toBe('running');

  rig.simulator.instance.setFaults([]);
  startWorker(rig.variables, defer);
  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();
  expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));
}, 120_000);

it('SIGTERM in a burst of activities with slow answers: what is being sent is finished, and none is lost or there twice', async () => {
  const rig = await openWorkerRig({ people: 300, limits: 'off', seed: 7 }, defer);
  const faults = [{ match: { class: 'collections' as const }, do: { delayAfterMs: SLOW_MS } }];
  const salesforce = await startSalesforceSimulator({ people: 300, limits: 'off', seed: 7, faults });
  defer(() => salesforce.close());
  await prepareSelling(rig);
  rig.simulator.instance.setFaults([{ match: { class: 'activityWrites' }, do: { delayMs: SLOW_MS } }]);
  const variables = { ...rig.variables, ...GRACE, ...salesforceVariables(salesforce) };
  const first = startWorker(variables, defer, STOPPED_WORKER);
  await first.ready;
  await rig.actions.people.start();
  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();

  const early = sold(rig, salesforce, 'early', 160);
  await rig.actions.activities.log(early);
  // Salesforce has them, and its answer is under way.
  await vi.waitFor(() => expect(soldAt(rig, salesforce).tasks.length).toBeGreaterThan(0), WITHIN);
  const ending = stopped(first);
  const late = sold(rig, salesforce, 'late', 40);
  await rig.actions.activities.log(late);
  const { code, tookMs } = await ending;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(GRACE_MS);
  const states = (await rig.store.salesActivities.counts()).map(({ state }) => state);
  expect(states).not.toContain('sending');
  expect(states).not.toContain('unknown');
  expect(states.length).toBeGreaterThan(0);

  rig.simulator.instance.setFaults([]);
  for (const org of salesforce.orgs) setFaults(org, []);
  startWorker(variables, defer, STOPPED_WORKER);
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  const { marketo, tasks } = soldAt(rig, salesforce);
  expect(marketo).toEqual(marketoKeys(rig, [...early, ...late]));
  expect(tasks).toHaveLength(75);
  expect(new Set(tasks).size).toBe(tasks.length);
}, 120_000);

it('a second signal ends at once', async () => {
  const rig = await openWorkerRig({ people: 3_000, limits: 'off', latencyMs: 50, seed: 8 }, defer);
  rig.simulator.instance.setFaults([{ match: { class: 'leads' }, do: { delayMs: 60_000 } }]);
  await rig.actions.people.start({ strategy: 'ids' });
  const variables = { ...rig.variables, WORKER_SHUTDOWN_GRACE: '1 h', LOG_LEVEL: 'info' };
  const worker = startWorker(variables, defer, STOPPED_WORKER);
  await worker.ready;
  await vi.waitFor(() => expect(rig.simulator.instance.stats().openNow).toBeGreaterThan(0), WITHIN);
  const first = worker.stop();
  await vi.waitFor(() => expect(worker.output()).toContain('STOPPING'), WITHIN);
  expect(await worker.stop()).toBe(130);
  expect(await first).toBe(130);
}, 60_000);

it('told to stop at its start, while its servers take connections and say nothing, it ends with 0 in time', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  defer(async () => silent.close());
  const { port } = silent.address() as AddressInfo;
  const address = await freeLoopbackAddress();
  const variables = {
    MONGODB_URI: `mongodb://127.0.0.1:${port}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    MARKETO_BASE_URL: `http://127.0.0.1:${port}`,
    MARKETO_CLIENT_ID: 'id',
    MARKETO_CLIENT_SECRET: 'secret',
    WORKER_SHUTDOWN_GRACE: '10 s',
    METRICS_ADDRESS: address,
  };
  const worker = startWorker(variables, defer, STOPPED_WORKER);
  const neverReady = expect(worker.ready).rejects.toThrow('before it was ready');
  await vi.waitFor(async () => expect((await fetch(`http://${address}/healthz`)).status).toBe(200), WITHIN);
  const { code, tookMs } = await stopped(worker);
  expect(code).toBe(0);
  // A busy machine is late by itself.
  expect(tookMs).toBeLessThan(20_000);
  await neverReady;
}, 60_000);
