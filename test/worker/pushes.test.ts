import { Client, Connection } from '@temporalio/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createClients } from '../../api/clients.ts';
import { listen } from '../../api/listen.ts';
import { createApiServer } from '../../api/server.ts';
import { createPushIntake } from '../../client/push/intake.ts';
import type { MarketoId } from '../../model/ids.ts';
import { systemClock } from '../../net/system-clock.ts';
import { progress } from '../../workflows/messages.ts';
import { LIMITS } from '../activities/rig.ts';
import { temporalAddress } from '../workflows/temporal.ts';
import { storedIn, truthOf } from './people.ts';
import { openWorkerRig, type WorkerRig } from './rig.ts';
import { startWorker } from './workers.ts';

const SECRET = 'a-secret-of-the-webhook-0001';
const SOON = { timeout: 40_000, interval: 50 };
const defer = (cleanUp: () => Promise<unknown>) =>
  onTestFinished(async () => {
    await cleanUp();
  });

/** As `actions-sync api` composes it; the address of the webhook. */
async function serve({ store, ids }: WorkerRig, instance: string): Promise<string> {
  const connection = Connection.lazy({ address: temporalAddress() });
  defer(() => connection.close());
  const clientFor = createClients({ temporal: new Client({ connection }), store, instance, limits: LIMITS });
  const intake = createPushIntake({ store, clock: systemClock, wake: () => clientFor('api').wakePushes() });
  defer(() => intake.close());
  const api = await createApiServer({
    ...{ store, instance, limits: LIMITS, clientFor, version: '0.0.0', temporalUi: null },
    ...{ connected: { marketo: true, salesforce: false }, isSimulated: true, push: { secrets: [SECRET], intake } },
    askTemporal: () => connection.workflowService.getSystemInfo({}),
    plan: () => Promise.reject(new Error('not asked')),
    examine: async () => [],
  });
  defer(() => api.close());
  expect(ids.peoplePush).toBe(`${instance}/people-push`);
  return `http://127.0.0.1:${await listen(api, '127.0.0.1:0')}/push/marketo`;
}

/** Everyone is read, the feeds are read to their end, and from now on polling is slow. */
async function openPushed(people: number) {
  const rig = await openWorkerRig({ people, limits: 'off', seed: 3 }, defer);
  await rig.store.migrate();
  const worker = startWorker(rig.variables, defer);
  await rig.store.settings.setPeople({ intervalMs: 500 }, 'test');
  await rig.actions.people.start({ strategy: 'ids' });
  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();
  const complete = (await rig.store.peopleState.get()).completedAt?.getTime() ?? 0;
  await vi.waitFor(
    async () => expect((await rig.store.peopleState.get()).caughtUpAt?.getTime()).toBeGreaterThan(complete),
    SOON,
  );
  await rig.store.settings.setPeople({ intervalMs: 3_600_000 }, 'test');
  const changes = rig.client.workflow.getHandle(rig.ids.peopleChanges);
  await vi.waitFor(async () => expect((await changes.query(progress)).details).toContain('in | 3600 s'), SOON);
  const url = await serve(rig, rig.variables.ACTIONS_SYNC_INSTANCE ?? '');
  const hook = (faults = {}) =>
    rig.simulator.instance.webhooks.add({ url, headers: { 'x-actions-sync-secret': SECRET }, faults });
  const change = (count: number, title: string) => {
    const ids = [...truthOf(rig.simulator.instance).keys()].slice(0, count);
    for (const id of ids) rig.simulator.instance.update(id, { title: `${title} ${id}` });
    return ids;
  };
  const stored = async (ids: readonly number[], title: string) => {
    const found = await rig.store.people.readMany(ids as MarketoId[]);
    return [...found.values()].filter(({ _id, marketo }) => marketo?.title === `${title} ${_id}`).length;
  };
  return { ...rig, worker, hook, change, stored };
}

it('500 changes that webhooks push arrive without any poll, doubled, late and out of order as they come', async () => {
  const { simulator, store, client, ids, hook, change, stored } = await openPushed(1_200);
  hook({ doubled: 0.1, delayMs: [0, 300] });
  const { lastTurn } = await store.peopleState.get();
  const changed = change(500, 'Pushed');
  await vi.waitFor(async () => expect(await stored(changed, 'Pushed')).toBe(500), SOON);
  expect((await store.peopleState.get()).lastTurn).toEqual(lastTurn);
  expect(await storedIn(store)).toEqual(truthOf(simulator.instance));
  const [report] = simulator.instance.webhooks.report().webhooks;
  expect(report?.failed).toEqual({});
  await vi.waitFor(async () => expect(await store.pushes.depth()).toBe(0), SOON);
  const { historyLength } = await client.workflow.getHandle(ids.peoplePush).describe();
  expect(historyLength).toBeLessThan(30);
}, 90_000);

it('a worker killed in between loses nobody, and what webhooks lost polling finds', async () => {
  const { variables, simulator, store, actions, ids, client, worker, hook, change, stored } = await openPushed(600);
  hook({ lost: 0.2 });
  const first = change(60, 'First');
  await vi.waitFor(async () => expect(await stored(first, 'First')).toBeGreaterThan(0), SOON);
  const second = change(60, 'Second');
  await worker.kill();
  await vi.waitFor(() => expect(simulator.instance.webhooks.report()).toMatchObject({ open: 0, waiting: 0 }), SOON);
  startWorker(variables, defer);
  await vi.waitFor(async () => expect(await store.pushes.depth()).toBe(0), SOON);
  const lost = simulator.instance.webhooks.report().webhooks[0]?.lost ?? 0;
  expect(lost).toBeGreaterThan(0);
  await store.settings.setPeople({ intervalMs: 500 }, 'test');
  await actions.settingsChanged(['people.interval']);
  await vi.waitFor(async () => expect(await stored(second, 'Second')).toBe(60), SOON);
  expect(await storedIn(store)).toEqual(truthOf(simulator.instance));

  // Temporal is wiped: who is pushed starts the flow anew.
  await client.workflow.getHandle(ids.peoplePush).terminate();
  await store.pushes.add(first as MarketoId[]);
  expect(await actions.restoreFlows()).toBe(true);
  await vi.waitFor(async () => expect(await store.pushes.depth()).toBe(0), SOON);
}, 120_000);
