import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { connectActionsSync } from '../../client/index.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { temporalAddress } from '../workflows/temporal.ts';

const NOBODY = '127.0.0.1:9';
const CALL = { type: 'callReceived', personId: 7, occurredAt: '2026-11-27T09:00:00Z', seller: 'seller@example.com' };

async function opened(more: Record<string, string> = {}, options: { temporal?: Client } = {}) {
  const { store, db } = await openTestStore();
  await store.migrate();
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ACTIONS_SYNC_INSTANCE: `test-${randomUUID().slice(0, 8)}`,
    TEMPORAL_ADDRESS: NOBODY,
    ...more,
  };
  const actionsSync = await connectActionsSync({ env, by: 'app', ...options });
  onTestFinished(() => actionsSync.close());
  return { actionsSync, store };
}

test('every bad variable is named at once, and MongoDB that does not answer is an error of its own', async () => {
  const env = { MARKETO_BASE_URL: 'nowhere', LOG_LEVEL: 'loud' };
  await expect(connectActionsSync({ env })).rejects.toMatchObject({
    key: 'config.environment',
    details: { MARKETO_BASE_URL: expect.any(String), LOG_LEVEL: expect.any(String), MONGODB_URI: 'is not set' },
  });
  await expect(connectActionsSync({ env: { MONGODB_URI: `mongodb://${NOBODY}/` } })).rejects.toMatchObject({
    key: 'store.unreachable',
    entry: { class: 'retry', cause: expect.any(String), fix: expect.stringContaining('MONGODB_URI') },
  });
});

test('with Temporal away a check answers, an activity is stored, and status tells both', async () => {
  const { actionsSync, store } = await opened();
  await actionsSync.unsubscribes.add([{ address: 'ann@example.com' }]);
  expect(await actionsSync.mayEmail(['Ann@example.com', 'bob@example.com'])).toMatchObject([
    { mayEmail: false, reason: 'unsubscribed' },
    { mayEmail: true, reason: 'ok' },
  ]);
  expect(await actionsSync.logSalesActivity({ id: 'call-1', callSubject: 'Call', ...CALL })).toMatchObject({
    result: 'accepted',
  });
  await actionsSync.activities.started();
  expect(await actionsSync.status()).toMatchObject({
    people: { initial: { state: 'none' } },
    salesActivities: [{ vendor: 'marketo', pending: 1 }, { vendor: 'salesforce' }],
    unsubscribes: { optedOut: 1 },
    failures: [],
  });
  await expect(actionsSync.people.start()).rejects.toMatchObject({ key: 'temporal.unreachable' });
  expect(await store.audit.list(1, { actions: ['unsubscribes.add'] })).toMatchObject([{ by: 'app' }]);
});

test('what is read live comes from the Marketo that the variables name, within the workers’ quota', async () => {
  const marketo = await startMarketoSimulator({ people: 50 });
  onTestFinished(() => marketo.close());
  const { actionsSync } = await opened({
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    MARKETO_DAILY_CALLS: '1000',
    MARKETO_DAILY_SHARE: '0.5',
  });
  await actionsSync.settings.set('check.marketo', 'on');
  expect(await actionsSync.mayEmail(['nobody@example.com'])).toMatchObject([{ reason: 'ok', source: 'marketo' }]);
  const { people } = await actionsSync.status();
  expect(people.quota).toMatchObject({ limitToday: 500, usedToday: expect.any(Number) });
  expect(people.quota.usedToday).toBeGreaterThan(0);
});

test('a Temporal client of the app’s own is used, and stays open', async () => {
  const connection = await Connection.connect({ address: temporalAddress() });
  onTestFinished(() => connection.close());
  const temporal = new Client({ connection });
  const { actionsSync } = await opened({}, { temporal });
  expect(await actionsSync.logSalesActivity({ id: 'call-2', callSubject: 'Call', ...CALL })).toMatchObject({
    result: 'accepted',
  });
  await actionsSync.activities.started();
  await actionsSync.close();
  await expect(actionsSync.status()).rejects.toMatchObject({ key: expect.stringMatching(/^store\./) });
  await expect(connection.workflowService.getSystemInfo({})).resolves.toBeDefined();
});
