import { beforeAll, expect, it, vi } from 'vitest';
import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { eventId } from '../../model/activity-types/payload.ts';
import { PERSON_UNKNOWN } from '../../model/sales-activity/branch.ts';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
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

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, limits: 'off', seed: 5 }, defer);
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
  const worker = runWorker({ env: rig.env, signal: stop.signal, lookEveryMs: 200 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  await Promise.race([rig.client.workflow.getHandle(rig.ids.peopleInitial).result(), worker]);
});

const lines = (prefix: string, count: number) => {
  const people = [...truthOf(rig.simulator.instance).keys()];
  return Array.from({ length: count }, (_, index) => {
    const type = SALES_ACTIVITY_KINDS[index % SALES_ACTIVITY_KINDS.length] ?? 'emailSent';
    return { ...COMMON, ...ATTRIBUTES[type], type, id: `${prefix}-${index}`, personId: people[index % people.length] };
  });
};

const inMarketo = () => [...rig.simulator.instance.customActivities()];

it('each is in Marketo once, in few calls, and its workflow has ended and says what Marketo answered', async () => {
  const given = lines('a', 400);
  expect((await rig.actions.activities.log(given)).map(({ result }) => result)).toEqual(given.map(() => 'accepted'));
  await rig.actions.activities.started();
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  const there = inMarketo().map(({ attributes }) => String(attributes.siaEventId));
  expect(there.toSorted()).toEqual(
    given.map(({ id }) => eventId(activityId(id), rig.env.ACTIONS_SYNC_INSTANCE)).toSorted(),
  );
  const handle = rig.client.workflow.getHandle(rig.ids.salesActivity('a-3'));
  expect(await handle.result()).toEqual({ marketo: 'done' });
  expect(await attributesOf(handle)).toMatchObject({ flow: 'sales-activity', state: 'done' });
  expect(await currentDetailsOf(handle)).toMatch(/\| Marketo \| logged \(.+\) \|/);
});

it('the same again changes nothing', async () => {
  const before = inMarketo().length;
  expect((await rig.actions.activities.log(lines('a', 8))).map(({ result }) => result)).toEqual(Array(8).fill('known'));
  expect(inMarketo()).toHaveLength(before);
});

it('one that has failed is retried by a person, and its workflow runs again', async () => {
  const [line] = lines('retried', 1);
  const { salesActivities } = rig.store;
  const id = activityId('retried-0');
  const status = async () => (await salesActivities.rows([id]))[0]?.status;
  const handle = rig.client.workflow.getHandle(rig.ids.salesActivity(id));
  await rig.actions.activities.log([{ ...line, personId: 999_999_999 }]);
  await rig.actions.activities.started();
  await vi.waitFor(async () => expect(await status()).toMatchObject({ reason: PERSON_UNKNOWN }), WITHIN);
  await salesActivities.apply([event(id, 'marketo', { kind: 'fail', error: 'activity.personUnknown' })]);
  await handle.signal(wake);
  await expect(handle.result()).rejects.toThrow();
  const { runId } = await handle.describe();
  const { failures } = rig.actions;
  expect(await failures.change('retry', { ids: [id] })).toEqual({ changed: 1, followError: null });
  await vi.waitFor(async () => expect(await status()).toMatchObject({ state: 'parked' }), WITHIN);
  const again = await handle.describe();
  expect(again).toMatchObject({ status: { name: 'RUNNING' } });
  expect(again.runId).not.toBe(runId);
  await salesActivities.apply([event(id, 'marketo', { kind: 'fail', error: 'activity.personUnknown' })]);
  expect(await failures.change('dismiss', {})).toEqual({ changed: 1, followError: null });
  // The running workflow is told.
  expect(await handle.result()).toEqual({ marketo: 'skipped' });
});
