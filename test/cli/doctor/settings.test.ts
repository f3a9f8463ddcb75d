import { expect, it, onTestFinished } from 'vitest';
import { examine } from '../../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../../client/cli/doctor/select.ts';
import type { Finding } from '../../../model/doctor/finding.ts';
import { type FaultRule, startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';
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

async function faulty(faults: FaultRule[]): Promise<Finding[]> {
  const sim = await startSalesforceSimulator({ people: 5, faults });
  onTestFinished(() => sim.close());
  const findings = await examine(selectChecks(['salesforce']), {
    SALESFORCE_LOGIN_URL: sim.loginUrl,
    SALESFORCE_CLIENT_ID: sim.clientId,
    SALESFORCE_CLIENT_SECRET: sim.clientSecret,
  });
  return findings.filter(({ status }) => status === 'fail' || status === 'unreachable');
}

it('an org whose log of deletions is denied is told by the check that asks for it', async () => {
  const denied = await faulty([{ match: { class: 'replication' }, do: { error: 'INSUFFICIENT_ACCESS' } }]);
  expect(denied).toMatchObject([{ id: 'salesforce.task.deleted', cause: expect.any(String), fix: expect.any(String) }]);
});

/** What Salesforce may answer to everything but the sign-in. */
const ANSWERS: [string, FaultRule['do']][] = [
  ['the API switched off', { error: 'API_DISABLED_FOR_ORG' }],
  ['a page', { http: 503, html: true }],
  ['half of a document', { badJson: true }],
  ['half of an answer', { truncate: true }],
  ['a cut connection', { resetBefore: true }],
  ['a redirection', { redirect: 'http://127.0.0.1:1/' }],
];

it.each(ANSWERS)('%s for every call is told with cause and fix, without a stack trace', async (_, answer) => {
  const bad = await faulty([{ match: { path: '/services/data/v66.0/' }, do: answer }]);
  expect(bad.length).toBeGreaterThan(3);
  for (const { id, message, cause, fix } of bad) {
    expect(`${message}${cause}${fix}`, id).not.toMatch(/ at .*\.(ts|js)|undefined|<html/);
    expect(
      [cause, fix].every((text) => /^\S.*\.$/.test(text ?? '')),
      id,
    ).toBe(true);
  }
});

it('an integration user that is no longer active can’t sign in', async () => {
  const [finding, ...more] = await faulty([{ match: { class: 'identity' }, do: { error: 'inactive_user' } }]);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ id: 'salesforce.signIn', status: 'fail', fix: expect.stringMatching(/^\S.*\.$/) });
});
