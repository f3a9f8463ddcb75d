import { beforeAll, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { KEY_FIELD } from '../../model/salesforce-task/key.ts';
import { createAs, deleteAs, updateAs } from '../../simulators/salesforce/actors/edit.ts';
import { truth } from '../../simulators/salesforce/control/truth.ts';
import { type Org, type SalesforceSimulator, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { runWorker } from '../../worker/index.ts';
import { attributesOf, currentDetailsOf } from '../workflows/temporal.ts';
import { allText, historyOf } from './histories.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

const WITHIN = { timeout: 60_000, interval: 100 };
const NAME = 'Call Ada Lovelace back';
const DETAILS = 'She asked about the Analytical Engine';

const defer = afterFile();
let rig: WorkerRig;
let salesforce: SalesforceSimulator;
let org: Org;
let seller: { email: string; id: string };

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: 50, limits: 'off', seed: 5 }, defer);
  salesforce = await startSalesforceSimulator({ people: 50, taskShare: 0, limits: 'off', seed: 5 });
  defer(() => salesforce.close());
  const [first] = salesforce.orgs;
  if (first === undefined) throw new Error('no org');
  org = first;
  const user = [...truth(org, { object: 'User' })].find(({ Email }) => String(Email).includes('sales.'));
  seller = { email: String(user?.Email), id: String(user?.Id) };
  const { store, variables } = rig;
  await store.migrate();
  vi.stubEnv('TEMPORAL_ADDRESS', variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const env = readEnvironment({
    ...variables,
    SALESFORCE_LOGIN_URL: salesforce.loginUrl,
    SALESFORCE_CLIENT_ID: salesforce.clientId,
    SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
  });
  let polls = () => {};
  const ready = new Promise<void>((resolve) => {
    polls = resolve;
  });
  const worker = runWorker({ env, signal: stop.signal, lookEveryMs: 200, ready: polls });
  defer(() => {
    stop.abort();
    return worker;
  });
  await Promise.race([ready, worker]);
});

const there = () => [...truth(org, { object: 'Task' })];
const flow = () => rig.client.workflow.getHandle(rig.ids.tasks);
const state = async () => (await attributesOf(flow())).state;

it('nothing runs as long as it is off; switched on, it follows within seconds, without a word to Temporal', async () => {
  await expect(flow().describe()).rejects.toThrow();
  await rig.store.settings.setTasks({ sync: true, intervalMs: 1_000 }, 'test');
  await rig.store.sellers.setTasks(seller.email, true, 'test');
  await vi.waitFor(async () => expect(await state()).toBe('following'), WITHIN);
});

it('what is made and changed here is there at once', async () => {
  const { tasks } = rig.actions;
  const { task } = await tasks.create({ name: NAME, details: DETAILS, due: '2026-12-24', seller: seller.email });
  await vi.waitFor(() => expect(there()).toHaveLength(1), WITHIN);
  expect(there()).toMatchObject([{ OwnerId: seller.id, Subject: `Custom: ${NAME}`, ActivityDate: '2026-12-24' }]);
  await tasks.complete(task.id);
  await vi.waitFor(() => expect(there()).toMatchObject([{ Status: 'Completed' }]), WITHIN);
  expect(await currentDetailsOf(flow())).toContain('| Sellers | 1 |');
});

it('what is made, changed and deleted there is here after the interval', async () => {
  const id = createAs(org, 'Task', { Subject: 'Visit', OwnerId: seller.id }, { as: seller.id });
  const task = async () => (await rig.store.tasks.bySalesforceIds([id])).get(id);
  await vi.waitFor(async () => expect(await task()).toMatchObject({ name: 'Visit', status: 'open' }), WITHIN);
  await vi.waitFor(() => expect(there().every((row) => typeof row[KEY_FIELD] === 'string')).toBe(true), WITHIN);
  updateAs(org, id, { Description: 'Bring the offer', Status: 'Completed' }, { as: seller.id });
  await vi.waitFor(
    async () => expect(await task()).toMatchObject({ details: 'Bring the offer', status: 'complete' }),
    WITHIN,
  );
  deleteAs(org, id, seller.id);
  await vi.waitFor(async () => expect((await task())?.deleted).toMatchObject({ in: 'salesforce' }), WITHIN);
});

it('a wiped Temporal is noticed, and the flow goes on', async () => {
  await flow().terminate();
  const created = await rig.store.tasks.list({}, '', 10);
  expect(created.length).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await state()).toBe('following'), WITHIN);
});

it('a database that was put back stops it, until it is repaired; then what was in doubt is there once', async () => {
  const positions = rig.db.collection<{ _id: string; seq: number }>('cursors');
  const before = await positions.find({ _id: /^tasks\// }).toArray();
  await rig.actions.tasks.create({ name: 'Made before the restore', seller: seller.email });
  await vi.waitFor(() => expect(there()).toHaveLength(2), WITHIN);
  const known = before.reduce((sum, { seq }) => sum + seq, 0);
  // More than a turn that is under way adds, so that it can't make up for what is taken away.
  await vi.waitFor(async () => expect(await rig.store.tasks.sequence()).toBeGreaterThan(known + 10), WITHIN);
  for (const { _id, ...old } of before) await positions.updateOne({ _id }, { $set: old });
  await vi.waitFor(
    async () => expect(await attributesOf(flow())).toMatchObject({ state: 'blocked', error: 'store.restored' }),
    WITHIN,
  );
  await rig.actions.tasks.create({ name: 'Made while it was stopped', seller: seller.email });
  await rig.actions.repair.restore();
  await vi.waitFor(async () => expect(await state()).toBe('following'), WITHIN);
  const waiting = (await rig.store.tasks.list({}, '', 10)).find(({ name }) => name === 'Made while it was stopped');
  expect(waiting?.salesforce.sending?.batch).toMatch(/^restored\//);
  expect(there()).toHaveLength(2);
});

it('no history holds anything personal', async () => {
  const text = allText(await historyOf(rig.client, rig.ids.tasks));
  expect(text).toContain('tasksTurn');
  for (const personal of [NAME, DETAILS, seller.email, 'Visit', 'Bring the offer'])
    expect(text).not.toContain(personal);
});
