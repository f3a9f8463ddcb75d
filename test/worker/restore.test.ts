import { beforeAll, expect, it, vi } from 'vitest';
import { createOptOutReader } from '../../activities/unsubscribes/reader.ts';
import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { createActionsSyncClient } from '../../client/index.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { readEnvironment } from '../../model/env.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { KEY_FIELD } from '../../model/salesforce-task/key.ts';
import { createSalesforceClient } from '../../salesforce/index.ts';
import { createAs } from '../../simulators/salesforce/actors/edit.ts';
import { truth } from '../../simulators/salesforce/control/truth.ts';
import { type Org, type SalesforceSimulator, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { runWorker } from '../../worker/index.ts';
import { wake } from '../../workflows/messages.ts';
import { ATTRIBUTES, COMMON } from '../model/sales-activity/lines.ts';
import { attributesOf } from '../workflows/temporal.ts';
import { copyOf, type DatabaseCopy, putBack } from './database-copy.ts';
import { storedIn, truthOf } from './people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

const WITHIN = { timeout: 60_000, interval: 100 };
const PEOPLE = 300;
const OPTED_OUT = 'HasOptedOutOfEmail';
/** More than any wait before a call without an answer is looked up. */
const LONG_AGO_MS = 600_000;

const defer = afterFile();
let rig: WorkerRig;
let salesforce: SalesforceSimulator;
let org: Org;
let actions: WorkerRig['actions'];
let seller: string;
let copy: DatabaseCopy;
/** What the vendors and the opt-outs had just before the old copy was put back. */
let before: { events: string[]; keys: string[]; optOuts: string[] };
/** Unsubscribed while all was blocked. */
let waiting: string;

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, limits: 'off', seed: 5 }, defer);
  salesforce = await startSalesforceSimulator({ people: PEOPLE, taskShare: 0, limits: 'off', seed: 5 });
  defer(() => salesforce.close());
  org = salesforce.world.first;
  const { store, simulator, client, env, variables } = rig;
  await store.migrate();
  const ledger = store.quota.ledger({ windowCalls: 100, atOnce: 10, dayCalls: 50_000, instanceDayCalls: 50_000 });
  const { baseUrl, clientId, clientSecret } = simulator;
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger });
  await setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: null });
  await marketo.close();
  const connection = {
    loginUrl: salesforce.loginUrl,
    clientId: salesforce.clientId,
    clientSecret: salesforce.clientSecret,
  };
  const connected = createSalesforceClient(connection);
  defer(() => connected.close());
  const optOuts = createOptOutReader(connected);
  const instance = env.ACTIONS_SYNC_INSTANCE;
  actions = createActionsSyncClient({ temporal: client, store, instance, by: 'test', optOuts });
  const users = [...truth(org, { object: 'User' })];
  seller = String(users.find(({ Email }) => String(Email).includes('sales.'))?.Email);
  const second = 1_000;
  await store.settings.setPeople({ intervalMs: second, deletionsIntervalMs: second }, 'test');
  await store.settings.setMarketo({ readBackDelayMs: second }, 'test');
  await store.settings.setSalesforce({ logEmails: true }, 'test');
  await store.settings.setTasks({ sync: true, intervalMs: second }, 'test');
  await store.sellers.setTasks(seller, true, 'test');
  vi.stubEnv('TEMPORAL_ADDRESS', variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const given = {
    SALESFORCE_LOGIN_URL: connection.loginUrl,
    SALESFORCE_CLIENT_ID: connection.clientId,
    SALESFORCE_CLIENT_SECRET: connection.clientSecret,
  };
  const worker = runWorker({ env: readEnvironment({ ...variables, ...given }), signal: stop.signal, lookEveryMs: 200 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await actions.people.start();
  await Promise.race([client.workflow.getHandle(rig.ids.peopleInitial).result(), worker]);
});

/** Sends of mails, each to somebody else whom Salesforce knows too. */
function sends(prefix: string, count: number): { id: string; [member: string]: unknown }[] {
  const people = [...truthOf(rig.simulator.instance)].filter(
    ([, person]) => person.salesforceLeadId !== null || person.salesforceContactId !== null,
  );
  return Array.from({ length: count }, (_, index) => {
    const [personId] = people[index % people.length] ?? [];
    return { ...COMMON, ...ATTRIBUTES.emailSent, type: 'emailSent', id: `${prefix}-${index}`, seller, personId };
  });
}

const isOver = async () => expect(await rig.store.salesActivities.counts()).toEqual([]);
const log = async (given: { id: string }[]) => (await actions.activities.log(given)).map(({ result }) => result);
const events = () =>
  [...rig.simulator.instance.customActivities()].map(({ attributes }) => String(attributes.siaEventId)).toSorted();
const tasks = () => [...truth(org, { object: 'Task' })];
const keys = () =>
  tasks()
    .map((task) => String(task[KEY_FIELD]))
    .toSorted();
const contact = (email: string) => createAs(org, 'Contact', { LastName: 'Doe', Email: email, [OPTED_OUT]: false });
const flag = (id: string) => org.store.byId('Contact', id)?.get(OPTED_OUT);
const optOuts = async () =>
  (await rig.db.collection<{ _id: string }>('unsubscribes').find().toArray()).map(({ _id }) => _id);
const handle = (id: string) => rig.client.workflow.getHandle(id);
const arePeopleEqual = async () => expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));

/** Logged again and again until the copy holds one that waits to be sent. */
async function copyWithOneWaiting(): Promise<DatabaseCopy> {
  for (let times = 0; ; times += 1) {
    await log(sends(`waiting-${times}`, 1));
    const taken = await copyOf(rig.db);
    if (taken.get('outbox')?.some(({ status }) => status?.state === 'pending')) return taken;
    await vi.waitFor(isOver, WITHIN);
  }
}

it('the backup is taken while all flows run, one activity waiting', async () => {
  await actions.tasks.create({ id: 'kept', name: 'Made before the backup', seller });
  await vi.waitFor(() => expect(tasks()).toHaveLength(1), WITHIN);
  contact('first@example.com');
  await actions.unsubscribes.add([{ address: 'first@example.com' }]);
  expect(await log(sends('kept', 5))).toEqual(Array(5).fill('accepted'));
  await vi.waitFor(isOver, WITHIN);
  await vi.waitFor(arePeopleEqual, WITHIN);
  copy = await copyWithOneWaiting();
  expect(copy.size).toBeGreaterThan(10);
}, 90_000);

it('life goes on: people, activities, tasks, an unsubscribe and an erasure that the backup has not', async () => {
  rig.simulator.instance.random(60, 17);
  await vi.waitFor(arePeopleEqual, WITHIN);
  await log(sends('later', 20));
  await actions.tasks.create({ id: 'later', name: 'Made after the backup', seller });
  await actions.tasks.complete('kept');
  const left = contact('left@example.com');
  await actions.unsubscribes.add([{ address: 'left@example.com' }]);
  await vi.waitFor(isOver, WITHIN);
  await vi.waitFor(() => {
    expect(flag(left)).toBe(true);
    expect(tasks()).toContainEqual(
      expect.objectContaining({ Subject: 'Custom: Made before the backup', Status: 'Completed' }),
    );
    expect(tasks()).toContainEqual(expect.objectContaining({ Subject: 'Custom: Made after the backup' }));
  }, WITHIN);
  const [erased] = [...truthOf(rig.simulator.instance).keys()].slice(-1);
  await actions.people.erase([erased ?? 0], { reason: 'asked for' });
  expect((await storedIn(rig.store)).has(erased ?? 0)).toBe(false);
}, 90_000);

it('the old copy put back blocks every flow, and nothing goes out', async () => {
  await vi.waitFor(isOver, WITHIN);
  before = { events: events(), keys: keys(), optOuts: await optOuts() };
  await putBack(rig.db, copy);
  const { ids } = rig;
  waiting = contact('waiting@example.com');
  await actions.unsubscribes.add([{ address: 'waiting@example.com' }]);
  expect(await log(sends('blocked', 1))).toEqual(['accepted']);
  const flows = [ids.peopleChanges, ids.tasks, ids.unsubscribes, ...VENDORS.map(ids.sender)];
  await vi.waitFor(async () => {
    for (const id of flows)
      expect(await attributesOf(handle(id))).toMatchObject({ state: 'blocked', error: 'store.restored' });
  }, WITHIN);
  expect({ events: events(), keys: keys() }).toEqual({ events: before.events, keys: before.keys });
  expect(flag(waiting)).toBe(false);
}, 90_000);

it('repaired: people equal Marketo, opt-outs are kept, and no activity or task is there twice', async () => {
  await actions.repair.restore();
  expect(await optOuts()).toEqual(expect.arrayContaining(before.optOuts));
  // As the app does, which can not know what was lost.
  expect(await log(sends('later', 20))).toEqual(Array(20).fill('accepted'));
  const inDoubt = await rig.db.collection('outbox').countDocuments({ 'status.state': 'unknown' });
  expect(inDoubt).toBeGreaterThanOrEqual(2 * 20);
  await vi.waitFor(async () => {
    await letTimePass();
    await isOver();
    const { lastReconcile } = await rig.store.peopleState.get();
    expect(lastReconcile).toMatchObject({ reason: 'restored', complete: true });
    await arePeopleEqual();
    const here = await rig.store.tasks.list({}, '', 10);
    expect(here.map(({ name, status }) => `${name}: ${status}`).toSorted()).toEqual([
      'Custom: Made after the backup: open',
      'Made before the backup: complete',
    ]);
  }, WITHIN);
  // New is what was logged while all was blocked.
  expect(events()).toHaveLength(before.events.length + 1);
  expect(events()).toEqual(expect.arrayContaining(before.events));
  expect(keys()).toHaveLength(before.keys.length + 1);
  expect(keys()).toEqual(expect.arrayContaining(before.keys));
  await vi.waitFor(() => expect(flag(waiting)).toBe(true), WITHIN);
  for (const all of [events(), keys()]) expect(new Set(all).size).toBe(all.length);
}, 90_000);

it('what the backup does not know as erased is erased again', async () => {
  const [erased = 0] = [...truthOf(rig.simulator.instance).keys()].slice(-1);
  expect((await storedIn(rig.store)).has(erased)).toBe(true);
  await actions.people.erase([erased], { reason: 'asked for' });
  expect((await storedIn(rig.store)).has(erased)).toBe(false);
});

/** Calls without an answer are looked up minutes later. */
async function letTimePass(): Promise<void> {
  const since = new Date(Date.now() - LONG_AGO_MS);
  await rig.db.collection('outbox').updateMany({ 'status.state': 'unknown' }, { $set: { 'status.since': since } });
  const sending = { 'salesforce.sending.since': { $exists: true } };
  await rig.db.collection('tasks').updateMany(sending, { $set: { 'salesforce.sending.since': since } });
  await handle(rig.ids.tasks).signal(wake);
}
