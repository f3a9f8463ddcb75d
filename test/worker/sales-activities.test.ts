import { beforeAll, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { type SalesforceSimulator, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { runWorker } from '../../worker/index.ts';
import { wake } from '../../workflows/messages.ts';
import { activityId, event } from '../store/sales-activities.ts';
import { attributesOf, currentDetailsOf } from '../workflows/temporal.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';
import { marketoKeys, prepareSelling, salesforceTruth, salesforceVariables, sold } from './sellers.ts';

const WITHIN = { timeout: 60_000, interval: 100 };
const PEOPLE = 300;

const defer = afterFile();
let rig: WorkerRig;
let salesforce: SalesforceSimulator;

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, limits: 'off', seed: 5 }, defer);
  salesforce = await startSalesforceSimulator({ people: PEOPLE, limits: 'off', seed: 5 });
  defer(() => salesforce.close());
  const { variables } = rig;
  await prepareSelling(rig);
  vi.stubEnv('TEMPORAL_ADDRESS', variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const env = readEnvironment({ ...variables, ...salesforceVariables(salesforce) });
  const worker = runWorker({ env, signal: stop.signal, lookEveryMs: 200 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  await Promise.race([rig.client.workflow.getHandle(rig.ids.peopleInitial).result(), worker]);
});

const lines = (prefix: string, count: number) => sold(rig, salesforce, prefix, count);
const inMarketo = () => [...rig.simulator.instance.customActivities()];
const ours = () => salesforceTruth(salesforce, 'Task').filter((task) => typeof task.Actions_Sync_Key__c === 'string');

it('each is at each vendor once, in few calls, and its workflow has ended and says what they answered', async () => {
  const given = lines('a', 400);
  expect((await rig.actions.activities.log(given)).map(({ result }) => result)).toEqual(given.map(() => 'accepted'));
  await rig.actions.activities.started();
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  const there = inMarketo().map(({ attributes }) => String(attributes.siaEventId));
  expect(there.toSorted()).toEqual(marketoKeys(rig, given));
  // A Task for each send, reply and call.
  expect(ours()).toHaveLength(150);
  const sends = ours().filter(({ TaskSubtype, Type }) => TaskSubtype === 'Email' && Type === 'Email');
  expect(sends).toHaveLength(50);
  for (const send of sends) {
    expect(send).toMatchObject({ MSE_Viewed__c: true, MSE_Clicked__c: true, MSE_Replied__c: true, IsClosed: true });
    expect(send.MSE_Email_Status__c).toBe('bounced');
  }
  const handle = rig.client.workflow.getHandle(rig.ids.salesActivity('a-0'));
  expect(await handle.result()).toEqual({ marketo: 'done', salesforce: 'done' });
  expect(await attributesOf(handle)).toMatchObject({ flow: 'sales-activity', state: 'done' });
  expect(await currentDetailsOf(handle)).toMatch(/\| Salesforce \| logged \(00T\w{15}\) \|/);
});

it('the same again changes nothing', async () => {
  const before = [inMarketo().length, ours().length];
  expect((await rig.actions.activities.log(lines('a', 8))).map(({ result }) => result)).toEqual(Array(8).fill('known'));
  expect([inMarketo().length, ours().length]).toEqual(before);
});

it('Temporal wiped: the senders are started again as long as something waits', async () => {
  for (const vendor of VENDORS) await rig.client.workflow.getHandle(rig.ids.sender(vendor)).terminate();
  const [given] = lines('b', 1);
  await rig.actions.activities.log([given]);
  await vi.waitFor(async () => {
    expect((await rig.actions.activities.show('b-0'))?.branches.salesforce?.status.state).toBe('done');
  }, WITHIN);
});

it('one that has failed is retried by a person, and its workflow runs again', async () => {
  // Of a kind that Salesforce is not told of.
  const line = lines('retried', 8).find(({ type }) => type === 'campaignAdded');
  const { salesActivities } = rig.store;
  const id = activityId('retried');
  const status = async () => (await salesActivities.rows([id]))[0]?.status;
  const handle = rig.client.workflow.getHandle(rig.ids.salesActivity(id));
  await rig.actions.activities.log([{ ...line, id, personId: 999_999_999 }]);
  await rig.actions.activities.started();
  await vi.waitFor(async () => expect(await status()).toMatchObject({ reason: PERSON_UNKNOWN }), WITHIN);
  await salesActivities.apply([event(id, 'marketo', { kind: 'fail', error: 'activity.personUnknown' })]);
  await handle.signal(wake);
  await expect(handle.result()).rejects.toThrow();
  const { runId } = await handle.describe();
  const { failures } = rig.actions;
  expect(await failures.retry({ ids: [id] })).toMatchObject({ salesActivities: 1, wakeError: null });
  await vi.waitFor(async () => expect(await status()).toMatchObject({ state: 'parked' }), WITHIN);
  const again = await handle.describe();
  expect(again).toMatchObject({ status: { name: 'RUNNING' } });
  expect(again.runId).not.toBe(runId);
  await salesActivities.apply([event(id, 'marketo', { kind: 'fail', error: 'activity.personUnknown' })]);
  expect(await failures.dismiss({})).toMatchObject({ salesActivities: 1, wakeError: null });
  // The running workflow is told.
  expect(await handle.result()).toEqual({ marketo: 'skipped' });
});
