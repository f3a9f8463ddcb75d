import { expect, it, onTestFinished } from 'vitest';
import { examine } from '../../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../../client/cli/doctor/select.ts';
import type { Finding } from '../../../model/doctor/finding.ts';
import { startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';
import { rig as openOrg } from '../../simulators/salesforce/harness.ts';
import { openTestStore } from '../../store/open.ts';
import { mongoUri } from '../../store/uri.ts';

async function connected() {
  const org = await openOrg({ people: 20 });
  const { store, db } = await openTestStore();
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    SALESFORCE_LOGIN_URL: org.sim.loginUrl,
    SALESFORCE_CLIENT_ID: org.sim.clientId,
    SALESFORCE_CLIENT_SECRET: org.sim.clientSecret,
  };
  const look = (...only: string[]) => examine(selectChecks(only), env);
  return { org, store, look };
}

const told = (findings: readonly Finding[]) => findings.map(({ id, status }) => `${id} ${status}`);

it('settings that an org can follow contradict nothing', async () => {
  const { org, store, look } = await connected();
  await store.settings.setTasks({ sync: true }, 'test');
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  await store.settings.setSalesforce({ logEmails: true, rollupLead: true }, 'test');
  await org.change({ kind: 'field', object: 'Lead', field: { name: 'Actions_Sync_Last_Reply__c', type: 'datetime' } });
  expect(told(await look('settings'))).toEqual([
    'settings.salesforce ok',
    'settings.keyField ok',
    'settings.optOut ok',
    'settings.rollups ok',
  ]);
});

it('what is on although the org does not let us is named, with how to switch it off', async () => {
  const { org, store, look } = await connected();
  await store.settings.setTasks({ sync: true }, 'test');
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  await store.settings.setSalesforce({ logCalls: true, rollupAccount: true }, 'test');
  await org.change({ kind: 'dropField', object: 'Task', field: 'Actions_Sync_Key__c' });
  await org.change({ kind: 'access', fields: { 'Contact.HasOptedOutOfEmail': 'readOnly' } });
  const findings = await look('settings');
  expect(told(findings)).toEqual([
    'settings.salesforce ok',
    'settings.keyField fail',
    'settings.optOut fail',
    'settings.rollups fail',
  ]);
  const [, key, optOut, rollups] = findings;
  expect(key?.message).toBe('on without the key field: tasks.sync, salesforce.logCalls');
  expect(key?.fix).toContain('`actions-sync settings unset salesforce.logCalls`');
  expect(optOut?.fix).toContain('Follow salesforce.contact.optOut');
  expect(rollups?.message).toContain('salesforce.rollups.account');
});

it('sellers whose tasks are synced need one active user each; counts are told, no addresses', async () => {
  const { store, look } = await connected();
  expect((await look('salesforce.sellers'))[0]).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('no seller'),
  });
  await store.sellers.setTasks('nobody@example.com', true, 'test');
  const [finding] = await look('salesforce.sellers');
  expect(finding).toMatchObject({ status: 'warn', message: '0 of 1 sellers have one active user' });
  expect(JSON.stringify(finding)).not.toContain('example.com');
});

it('an org whose log of deletions is denied is told by the check that asks for it', async () => {
  const sim = await startSalesforceSimulator({
    people: 5,
    faults: [{ match: { class: 'replication' }, do: { error: 'INSUFFICIENT_ACCESS' } }],
  });
  onTestFinished(() => sim.close());
  const { loginUrl, clientId, clientSecret } = sim;
  const env = {
    SALESFORCE_LOGIN_URL: loginUrl,
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
  };
  const failing = async () =>
    (await examine(selectChecks(['salesforce']), env)).filter(
      ({ status }) => status === 'fail' || status === 'unreachable',
    );
  const denied = await failing();
  expect(denied).toMatchObject([{ id: 'salesforce.task.deleted', cause: expect.any(String), fix: expect.any(String) }]);
});
