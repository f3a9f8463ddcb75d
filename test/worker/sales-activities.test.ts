import { beforeAll, expect, it, vi } from 'vitest';
import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { eventId } from '../../model/activity-types/payload.ts';
import { readEnvironment } from '../../model/env.ts';
import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import { SALES_ACTIVITY_KINDS, VENDORS } from '../../model/sales-activity/kinds.ts';
import { truth } from '../../simulators/salesforce/control/truth.ts';
import { type SalesforceSimulator, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { runWorker } from '../../worker/index.ts';
import { wake } from '../../workflows/messages.ts';
import { ATTRIBUTES, COMMON } from '../model/sales-activity/lines.ts';
import { activityId, event } from '../store/sales-activities.ts';
import { attributesOf, currentDetailsOf } from '../workflows/temporal.ts';
import { truthOf } from './people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

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
  const { store, simulator, variables } = rig;
  await store.migrate();
  const marketo = createMarketoClient({
    baseUrl: simulator.baseUrl,
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    ledger: store.quota.ledger({ windowCalls: 100, atOnce: 10, dayCalls: 50_000, instanceDayCalls: 50_000 }),
  });
  await setUpMarketo({ marketo, store, by: 'test', dryRun: false, layout: null });
  await marketo.close();
  vi.stubEnv('TEMPORAL_ADDRESS', variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const env = readEnvironment({
    ...variables,
    SALESFORCE_LOGIN_URL: salesforce.loginUrl,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
  });
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'test');
  const worker = runWorker({ env, signal: stop.signal, lookEveryMs: 200 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  await Promise.race([rig.client.workflow.getHandle(rig.ids.peopleInitial).result(), worker]);
});

/** Sends first, each with an open, a click and a reply or a bounce; calls and campaigns of others. */
function lines(prefix: string, count: number): Record<string, unknown>[] {
  const people = [...truthOf(rig.simulator.instance)].filter(
    ([, person]) => person.salesforceLeadId !== null || person.salesforceContactId !== null,
  );
  const seller = String(
    salesforceTruth('User').find(({ IsActive, UserType }) => IsActive === true && UserType === 'Standard')?.Email,
  );
  return Array.from({ length: count }, (_, index) => {
    const type = SALES_ACTIVITY_KINDS[index % SALES_ACTIVITY_KINDS.length] ?? 'emailSent';
    const [personId] = people[Math.floor(index / SALES_ACTIVITY_KINDS.length) % people.length] ?? [];
    const emailId = `${prefix}-${index - (index % SALES_ACTIVITY_KINDS.length)}`;
    const late = /^email(?!Sent)/.test(type) ? { emailId } : {};
    return { ...COMMON, ...ATTRIBUTES[type], ...late, seller, type, id: `${prefix}-${index}`, personId };
  });
}

/** Everything of an object as the org has it. */
function salesforceTruth(object: string): Record<string, unknown>[] {
  const [org] = salesforce.orgs;
  return org === undefined ? [] : [...truth(org, { object })];
}
const inMarketo = () => [...rig.simulator.instance.customActivities()];
const ours = () => salesforceTruth('Task').filter((task) => typeof task.Actions_Sync_Key__c === 'string');

it('each is at each vendor once, in few calls, and its workflow has ended and says what they answered', async () => {
  const given = lines('a', 400);
  expect((await rig.actions.activities.log(given)).map(({ result }) => result)).toEqual(given.map(() => 'accepted'));
  await rig.actions.activities.started();
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  const there = inMarketo().map(({ attributes }) => String(attributes.siaEventId));
  expect(there.toSorted()).toEqual(
    given.map(({ id }) => eventId(activityId(String(id)), rig.env.ACTIONS_SYNC_INSTANCE)).toSorted(),
  );
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
