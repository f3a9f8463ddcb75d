import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { openConnections } from '../../worker/connections/index.ts';
import { openWorkerRig } from './rig.ts';
import { prepareSelling, salesforceTruth, salesforceVariables, sold } from './sellers.ts';
import { startWorker } from './workers.ts';

const WITHIN = { timeout: 60_000, interval: 100 };
const REDIRECT = 'http://localhost:8917/callback';

it('a worker makes the Tasks of a seller who has connected as the seller, and those of another as the integration user', async () => {
  const defer = (cleanUp: () => Promise<unknown>) =>
    onTestFinished(async () => {
      await cleanUp();
    });
  const rig = await openWorkerRig({ people: 60, limits: 'off', seed: 5 }, defer);
  const salesforce = await startSalesforceSimulator({ people: 60, taskShare: 0, limits: 'off', seed: 5 });
  defer(() => salesforce.close());
  const variables = {
    ...{ ...rig.variables, ...salesforceVariables(salesforce) },
    ACTIONS_SYNC_MASTER_KEYS: `k:${randomBytes(32).toString('base64')}`,
  };
  await prepareSelling(rig);
  await rig.store.settings.setSalesforce({ asSeller: true }, 'test');
  const [ada, bob] = salesforceTruth(salesforce, 'User').filter(({ Email }) => String(Email).includes('sales.'));

  const connections = openConnections(readEnvironment(variables), rig.store);
  defer(() => connections.close());
  const started = connections.authorize(REDIRECT);
  const page = new URL(started.url);
  page.searchParams.set('login_hint', String(ada?.Username));
  const answer = await fetch(page, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  await connections.connect(String(ada?.Email).toLowerCase(), code, started, 'test');

  const worker = startWorker(variables, defer);
  await worker.ready;
  await rig.actions.people.start();
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).initial).toBe('complete'), WITHIN);
  const calls = sold(rig, salesforce, 'call', 64).filter(({ type }) => type === 'callReceived');
  const lines = calls.map((line, index) => ({ ...line, seller: String((index % 2 === 0 ? ada : bob)?.Email) }));
  expect(lines.length).toBeGreaterThan(5);
  await rig.actions.activities.log(lines);
  const tasks = () => salesforceTruth(salesforce, 'Task');
  await vi.waitFor(() => expect(tasks()).toHaveLength(lines.length), WITHIN);
  const integration = salesforce.world.first.integrationUserId;
  for (const { OwnerId, CreatedById } of tasks()) expect(CreatedById).toBe(OwnerId === ada?.Id ? ada?.Id : integration);
  expect(tasks().filter(({ CreatedById }) => CreatedById === ada?.Id).length).toBe(Math.ceil(lines.length / 2));
}, 120_000);
