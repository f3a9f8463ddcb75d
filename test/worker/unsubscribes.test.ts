import { beforeAll, expect, it, vi } from 'vitest';
import { createOptOutReader } from '../../activities/unsubscribes/reader.ts';
import { createActionsSyncClient } from '../../client/index.ts';
import { readEnvironment } from '../../model/env.ts';
import { createSalesforceClient } from '../../salesforce/index.ts';
import { createAs, updateAs } from '../../simulators/salesforce/actors/edit.ts';
import { type Org, type SalesforceSimulator, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { runWorker } from '../../worker/index.ts';
import { progress } from '../../workflows/messages.ts';
import { attributesOf } from '../workflows/temporal.ts';
import { allText } from './histories.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const FIELD = 'HasOptedOutOfEmail';

const defer = afterFile();
let rig: WorkerRig;
let salesforce: SalesforceSimulator;
let org: Org;
let actions: WorkerRig['actions'];

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: 10, limits: 'off', seed: 5 }, defer);
  salesforce = await startSalesforceSimulator({ people: 0, limits: 'off', seed: 5 });
  defer(() => salesforce.close());
  org = salesforce.world.first;
  const { store, client, env } = rig;
  await store.migrate();
  const { loginUrl, clientId, clientSecret } = salesforce;
  const connected = createSalesforceClient({ loginUrl, clientId, clientSecret });
  defer(() => connected.close());
  const optOuts = createOptOutReader(connected);
  const instance = env.ACTIONS_SYNC_INSTANCE;
  actions = createActionsSyncClient({ temporal: client, store, instance, by: 'ada', optOuts });
  vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const variables = {
    SALESFORCE_LOGIN_URL: loginUrl,
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
  };
  const worker = runWorker({
    env: readEnvironment({ ...rig.variables, ...variables }),
    signal: stop.signal,
    lookEveryMs: 200,
  });
  defer(() => {
    stop.abort();
    return worker;
  });
  await vi.waitFor(async () => expect((await nightlySchedule().describe()).state.paused).toBe(true), WITHIN);
});

const nightlySchedule = () => rig.client.schedule.getHandle(rig.ids.unsubscribesNightly);
const push = () => rig.client.workflow.getHandle(rig.ids.unsubscribes);
const contact = (email: string, optedOut = false) =>
  createAs(org, 'Contact', { LastName: 'Doe', Email: email, [FIELD]: optedOut });
const flag = (id: string) => org.store.byId('Contact', id)?.get(FIELD);
const isOptedOut = async (address: string) => (await rig.store.unsubscribes.read([address])).size === 1;

it('somebody who is unsubscribed is opted out in Salesforce at once, also when the flow is idle', async () => {
  const [ann, bob] = [contact('ann@example.com'), contact('Bob@Example.com')];
  const results = await actions.unsubscribes.add([{ address: 'Ann@example.com' }, { address: 'nobody' }]);
  expect(results.map(({ result }) => result)).toEqual(['unsubscribed', 'notAnAddress']);
  await vi.waitFor(() => expect(flag(ann)).toBe(true), WITHIN);
  await vi.waitFor(async () => expect((await push().query(progress)).state).toBe('following'), WITHIN);
  const at = Date.now();
  await actions.unsubscribes.add([{ address: 'bob@example.com', source: 'link' }]);
  await vi.waitFor(() => expect(flag(bob)).toBe(true), WITHIN);
  // It would look by itself after a minute.
  expect(Date.now() - at).toBeLessThan(20_000);
  const audit = await rig.store.audit.list(5, { actions: ['unsubscribes.add'] });
  expect(audit).toMatchObject([
    { by: 'ada', details: { addresses: 1 } },
    { by: 'ada', details: { addresses: 1 } },
  ]);
});

it('a bounce that is logged goes out too', async () => {
  const eve = contact('eve@example.com');
  await actions.logSalesActivity({
    ...{ id: 'bounce-1', type: 'emailBounced', personId: 1, seller: 'sam@example.com' },
    ...{ email: 'eve@example.com', occurredAt: new Date().toISOString() },
  });
  await vi.waitFor(() => expect(flag(eve)).toBe(true), WITHIN);
  expect(await actions.unsubscribes.show(['eve@example.com'])).toMatchObject([{ source: 'bounce' }]);
});

it('the Schedule follows the settings: time, zone, on and off; one that a person paused stays so', async () => {
  const { store } = rig;
  const described = async () => {
    const { spec, state, policies } = await nightlySchedule().describe();
    return { zone: spec.timezone, hour: spec.calendars?.[0]?.hour?.[0]?.start, paused: state.paused, policies };
  };
  expect(await described()).toMatchObject({ zone: 'America/Los_Angeles', hour: 20, paused: true });
  await store.settings.setUnsubscribes({ nightly: true, nightlyAt: '05:30 Europe/Berlin' }, 'test');
  await vi.waitFor(
    async () => expect(await described()).toMatchObject({ zone: 'Europe/Berlin', hour: 5, paused: false }),
    WITHIN,
  );
  expect((await described()).policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 86_400_000 });
  await nightlySchedule().pause('while Salesforce is moved');
  await store.settings.setUnsubscribes({ nightlyAt: '20:00 America/Los_Angeles' }, 'test');
  await vi.waitFor(async () => expect(await described()).toMatchObject({ hour: 20, paused: true }), WITHIN);
  await nightlySchedule().unpause();
  await vi.waitFor(async () => expect((await described()).paused).toBe(false), WITHIN);
});

it('the nightly run takes opt-outs of Salesforce and tells records that are new', async () => {
  const cid = contact('cid@example.com', true);
  const other = contact('CID@example.com');
  const late = contact('ann@example.com');
  await nightlySchedule().trigger();
  await vi.waitFor(async () => expect(await isOptedOut('cid@example.com')).toBe(true), WITHIN);
  await vi.waitFor(() => expect([flag(cid), flag(other), flag(late)]).toEqual([true, true, true]), WITHIN);
  const { last, nightly } = await actions.unsubscribes.status();
  expect({ nightly, last }).toMatchObject({ nightly: true, last: { added: 1, many: false, field: FIELD } });
});

it('a resubscribe says beforehand what the nightly run will do, needs a reason, and the run does it', async () => {
  const dan = contact('dan@example.com', true);
  await actions.unsubscribes.reconcile();
  await vi.waitFor(async () => expect(await isOptedOut('dan@example.com')).toBe(true), WITHIN);
  const records = [{ object: 'Contact', id: dan, isOptedOut: true }];
  const preview = () => actions.unsubscribes.preview(['DAN@example.com']);
  expect(await preview()).toMatchObject([{ consent: { source: 'salesforce' }, records, comesBack: true }]);
  const back = (reason: string) => actions.unsubscribes.resubscribe(['dan@example.com'], { reason });
  await expect(back(' ')).rejects.toMatchObject({ key: 'unsubscribes.reasonMissing' });
  expect(await back('asked by phone')).toMatchObject([{ result: 'resubscribed' }]);
  expect(await isOptedOut('dan@example.com')).toBe(false);
  expect(await actions.unsubscribes.differences()).toMatchObject({ toOptOut: 1, toTell: 0, records: 0 });
  await actions.unsubscribes.reconcile();
  await vi.waitFor(async () => expect(await isOptedOut('dan@example.com')).toBe(true), WITHIN);
  await back('asked again');
  updateAs(org, dan, { [FIELD]: false });
  expect(await preview()).toMatchObject([{ records: [], comesBack: false }]);
  const before = (await actions.unsubscribes.status()).last?.finishedAt;
  await actions.unsubscribes.reconcile();
  await vi.waitFor(async () => {
    expect((await actions.unsubscribes.status()).last?.finishedAt).not.toEqual(before);
  }, WITHIN);
  expect([await isOptedOut('dan@example.com'), flag(dan)]).toEqual([false, false]);
  const [consent] = await actions.unsubscribes.show(['dan@example.com']);
  expect(consent?.history.map(({ what, source }) => `${what} ${source}`)).toEqual([
    'unsubscribed salesforce',
    'resubscribed ada',
    'unsubscribed salesforce',
    'resubscribed ada',
  ]);
});

it('what Salesforce hides is among the failures; shown again, a retry has both flows go on at once', async () => {
  const show = (level: 'full' | 'hidden') =>
    org.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: level, [`Contact.${FIELD}`]: level } });
  const key = 'unsubscribes.fieldHidden';
  const found = async () => (await actions.failures.list()).find((failure) => failure.key === key)?.found ?? [];
  const fay = contact('fay@example.com');
  show('hidden');
  await actions.unsubscribes.add([{ address: 'fay@example.com' }]);
  await nightlySchedule().trigger();
  await vi.waitFor(async () => {
    expect((await found()).map(({ of, flow }) => `${of} ${flow}`).sort()).toEqual([
      'addresses unsubscribes',
      'flow unsubscribes-nightly',
    ]);
  }, WITHIN);
  show('full');
  // Both would look again by themselves after ten minutes.
  await vi.waitFor(async () => {
    expect(await actions.failures.retry({ key })).toMatchObject({ wakeError: null });
    expect(await found()).toEqual([]);
  }, WITHIN);
  await vi.waitFor(() => expect(flag(fay)).toBe(true), WITHIN);
});

it('a flow that is gone while something waits is started again', async () => {
  org.faults.set([{ match: { class: 'query' }, do: { error: 'REQUEST_LIMIT_EXCEEDED' } }]);
  const gus = contact('gus@example.com');
  await actions.unsubscribes.add([{ address: 'gus@example.com' }]);
  await vi.waitFor(async () => expect((await attributesOf(push())).state).toBe('waiting for quota'), WITHIN);
  org.faults.set([]);
  await push().terminate();
  await vi.waitFor(() => expect(flag(gus)).toBe(true), WITHIN);
});

it('a restored database sends nothing until Salesforce’s opt-outs have been taken', async () => {
  const { store, db } = rig;
  // What the backup has not: an unsubscribe that Salesforce was told, and the number of that turn.
  const hal = contact('hal@example.com');
  await actions.unsubscribes.add([{ address: 'hal@example.com' }]);
  await vi.waitFor(async () => expect((await store.unsubscribes.pushes()).waiting).toBe(0), WITHIN);
  await vi.waitFor(() => expect(flag(hal)).toBe(true), WITHIN);
  await db.collection<{ _id: string }>('unsubscribes').deleteMany({ _id: 'hal@example.com' });
  await db
    .collection<{ _id: string; value: number }>('meta')
    .updateOne({ _id: 'unsubscribes/pushes' }, { $set: { value: 0 } });
  const ida = contact('ida@example.com');
  await actions.unsubscribes.add([{ address: 'ida@example.com' }]);
  await vi.waitFor(async () => expect((await attributesOf(push())).error).toBe('store.restored'), WITHIN);
  expect(flag(ida)).toBe(false);
  expect(await actions.repair.restore()).toEqual({ optedOut: 1 });
  expect(await isOptedOut('hal@example.com')).toBe(true);
  await vi.waitFor(() => expect(flag(ida)).toBe(true), WITHIN);
});

it('no address is in any history', async () => {
  const texts: string[] = [];
  for await (const { workflowId, runId } of rig.client.workflow.list({
    query: `WorkflowId STARTS_WITH '${rig.ids.unsubscribes}'`,
  })) {
    texts.push(allText(await rig.client.workflow.getHandle(workflowId, runId).fetchHistory()));
  }
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.join('')).not.toMatch(/@example/i);
});
