import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { examine as examineAll } from '../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../client/cli/doctor/select.ts';
import { examineOrg } from '../../client/cli/setup/salesforce/org.ts';
import type { Finding } from '../../model/doctor/finding.ts';
import { createSalesforceClient, type SalesforceClient } from '../../salesforce/index.ts';
import { rig } from '../simulators/salesforce/harness.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const KEY = 'Actions_Sync_Key__c';

async function org({ version = '66.0' } = {}) {
  const r = await rig({ people: 20 });
  const { loginUrl, clientId, clientSecret } = r.sim;
  const client = createSalesforceClient({ loginUrl, clientId, clientSecret, apiVersion: version });
  onTestFinished(() => client.close());
  const examine = (with_: Partial<SalesforceClient> = {}) => examineOrg({ ...client, ...with_ }, { loginUrl, version });
  const env = {
    SALESFORCE_LOGIN_URL: loginUrl,
    SALESFORCE_CLIENT_ID: clientId,
    SALESFORCE_CLIENT_SECRET: clientSecret,
  };
  return { r, client, examine, env };
}

/** Those that are not fine; each must say why and what to do. */
function bad(findings: readonly Finding[]): Finding[] {
  const found = findings.filter(({ status }) => status !== 'ok');
  for (const { id, cause, fix } of found) {
    expect(cause, id).toMatch(/^\S.*\.$/);
    expect(fix, id).toMatch(/^\S.*\.$/);
  }
  return found;
}

const remake = (changes: object) => [
  { kind: 'dropField', object: 'Task', field: KEY },
  { kind: 'field', object: 'Task', field: { name: KEY, length: 64, externalId: true, unique: true, ...changes } },
];
const field = (name: string, level: string) => [{ kind: 'access', fields: { [name]: level } }];
const object = (name: string, level: string) => [{ kind: 'access', objects: { [name]: level } }];
const types = (...values: string[]) => [
  { kind: 'picklist', object: 'Task', field: 'Type', values: values.map((value) => ({ value })) },
];

/** What an admin did, the check that finds it, how bad it is, and what it says. */
const DENIALS: [string, object[], Finding['id'], Finding['status'], RegExp][] = [
  [
    'the key field was never made',
    [{ kind: 'dropField', object: 'Task', field: KEY }],
    'salesforce.task.key',
    'fail',
    /is not there/,
  ],
  ['the key field is hidden', field(`Task.${KEY}`, 'hidden'), 'salesforce.task.key', 'fail', /is not there/],
  ['the key field is read-only', field(`Task.${KEY}`, 'readOnly'), 'salesforce.task.key', 'fail', /may not edit it$/],
  ['the key field is no External ID', remake({ externalId: false }), 'salesforce.task.key', 'fail', /no External ID$/],
  ['the key field is not Unique', remake({ unique: false }), 'salesforce.task.key', 'fail', /not Unique$/],
  ['the key field is too short', remake({ length: 37 }), 'salesforce.task.key', 'fail', /holds 37 characters/],
  ['the key field is no text', remake({ type: 'email' }), 'salesforce.task.key', 'fail', /of type email, not Text/],
  ['Task is read-only', object('Task', 'readOnly'), 'salesforce.task.rights', 'fail', /missing: create, update$/],
  ['Task may not be created', object('Task', 'noCreate'), 'salesforce.task.rights', 'fail', /missing: create$/],
  ['Task may not be edited', object('Task', 'noEdit'), 'salesforce.task.rights', 'fail', /missing: update$/],
  ['Lead may not be edited', object('Lead', 'noEdit'), 'salesforce.lead.update', 'warn', /missing/],
  ['Task is hidden', object('Task', 'hidden'), 'salesforce.task.rights', 'fail', /object Task/],
  ['WhoId can’t be written', field('Task.WhoId', 'readOnly'), 'salesforce.task.fields', 'fail', /written: WhoId$/],
  [
    'Description is hidden',
    field('Task.Description', 'hidden'),
    'salesforce.task.fields',
    'warn',
    /left out: Description$/,
  ],
  ['Type lacks values', types('Call', 'Other'), 'salesforce.task.types', 'warn', /lacks: Email, Reply$/],
  ['TaskStatus is hidden', object('TaskStatus', 'hidden'), 'salesforce.task.closedStatus', 'fail', /object/],
  ['Lead is hidden', object('Lead', 'hidden'), 'salesforce.lead.read', 'fail', /object Lead/],
  ['Contact is hidden', object('Contact', 'hidden'), 'salesforce.contact.read', 'fail', /object Contact/],
  ['User is hidden', object('User', 'hidden'), 'salesforce.user.read', 'fail', /object User/],
  ['Email of Contact is hidden', field('Contact.Email', 'hidden'), 'salesforce.contact.read', 'fail', /hidden: Email$/],
  ['Lead is read-only', object('Lead', 'readOnly'), 'salesforce.lead.update', 'warn', /missing/],
  [
    'the opt-out of Lead is hidden',
    field('Lead.HasOptedOutOfEmail', 'hidden'),
    'salesforce.lead.optOut',
    'warn',
    /is hidden or absent$/,
  ],
  [
    'the opt-out of Contact is read-only',
    field('Contact.HasOptedOutOfEmail', 'readOnly'),
    'salesforce.contact.optOut',
    'warn',
    /is read-only$/,
  ],
  [
    'OpportunityContactRole is hidden',
    object('OpportunityContactRole', 'hidden'),
    'salesforce.contactRoles',
    'warn',
    /hidden: OpportunityContactRole$/,
  ],
  [
    'IsClosed of Opportunity is hidden',
    field('Opportunity.IsClosed', 'hidden'),
    'salesforce.contactRoles',
    'warn',
    /hidden: Opportunity\.IsClosed$/,
  ],
  [
    'an optional field is absent',
    [{ kind: 'dropField', object: 'Task', field: 'MSE_Campaign__c' }],
    'salesforce.task.optionalFields',
    'warn',
    /14 of 15 are used; absent: MSE_Campaign__c$/,
  ],
  [
    'an optional field is read-only',
    field('Task.MSE_Viewed__c', 'readOnly'),
    'salesforce.task.optionalFields',
    'warn',
    /read-only: MSE_Viewed__c$/,
  ],
];

describe('an org', () => {
  it('that has everything passes every check; looking writes nothing', async () => {
    const { examine, r } = await org();
    const { findings, fields } = await examine();
    expect(bad(findings)).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual([
      'salesforce.signIn',
      'salesforce.apiVersion',
      'salesforce.task.rights',
      'salesforce.task.key',
      'salesforce.task.fields',
      'salesforce.task.types',
      'salesforce.task.optionalFields',
      'salesforce.task.deleted',
      'salesforce.task.closedStatus',
      'salesforce.lead.read',
      'salesforce.lead.update',
      'salesforce.lead.optOut',
      'salesforce.contact.read',
      'salesforce.contact.update',
      'salesforce.contact.optOut',
      'salesforce.user.read',
      'salesforce.contactRoles',
      'salesforce.org',
      'salesforce.rollupFields',
      'salesforce.quota',
    ]);
    expect(fields).toHaveLength(15);
    expect(fields.find(({ name }) => name === 'mktosales_call_reason__c')).toEqual({
      name: 'mktosales_call_reason__c',
      label: 'Call Reasons',
      wanted: 'Text 50',
      standing: 'there',
      type: 'string',
      length: 50,
    });
    const methods = r.sim.world.journal
      .since(0)
      .flatMap(({ method, url }) => (url.includes('/oauth2/') ? [] : [method]));
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  it.each(DENIALS)('%s', async (_, changes, check, status, message) => {
    const { examine, r } = await org();
    for (const change of changes) await r.change(change);
    const found = bad((await examine()).findings);
    expect(found).toContainEqual(
      expect.objectContaining({ id: check, status, message: expect.stringMatching(message) }),
    );
    const others = found.filter((one) => one.id !== check);
    // A read-only object can't be written in its fields either.
    expect(others.every((one) => one.status === 'warn' || one.id === 'salesforce.task.fields')).toBe(true);
  });

  it('with an optional field of another type does not use it', async () => {
    const { examine, r } = await org();
    await r.change({ kind: 'dropField', object: 'Task', field: 'MSE_Current_Campaign_Step__c' });
    await r.change({ kind: 'field', object: 'Task', field: { name: 'MSE_Current_Campaign_Step__c', type: 'boolean' } });
    const { findings, fields } = await examine();
    expect(bad(findings)).toMatchObject([
      {
        id: 'salesforce.task.optionalFields',
        message: expect.stringContaining('of another type: MSE_Current_Campaign_Step__c'),
      },
    ]);
    expect(fields.filter(({ standing }) => standing !== 'there')).toMatchObject([
      { standing: 'otherType', type: 'boolean' },
    ]);
  });

  it('with a shorter optional field uses it, and says so', async () => {
    const { examine, r } = await org();
    await r.change({ kind: 'dropField', object: 'Task', field: 'MSE_Template__c' });
    await r.change({ kind: 'field', object: 'Task', field: { name: 'MSE_Template__c', length: 40 } });
    const { findings, fields } = await examine();
    expect(bad(findings)).toEqual([]);
    expect(fields.filter(({ standing }) => standing !== 'there')).toMatchObject([{ standing: 'shorter', length: 40 }]);
  });

  it('tells which roll-up fields each object has; that there are none is no fault', async () => {
    const { examine, r } = await org();
    const { findings, rollupFields } = await examine();
    const message = 'used: Lead 0 of 4, Contact 0 of 4, Account 0 of 4, Opportunity 0 of 4';
    expect(findings).toContainEqual({ id: 'salesforce.rollupFields', status: 'ok', message });
    expect(rollupFields).toHaveLength(16);
    for (const { name, label, wanted } of rollupFields.filter(({ object: one }) => one === 'Contact')) {
      const type = wanted === 'Date/Time' ? 'datetime' : 'string';
      await r.change({ kind: 'field', object: 'Contact', field: { name, label, type } });
    }
    const lead = { name: 'Actions_Sync_Last_Reply__c', type: 'boolean' };
    await r.change({ kind: 'field', object: 'Lead', field: lead });
    await r.change({ kind: 'access', objects: { Account: 'hidden' } });
    const again = await examine();
    expect(bad(again.findings).filter(({ id }) => id === 'salesforce.rollupFields')).toMatchObject([
      {
        status: 'warn',
        message:
          'used: Lead 0 of 4, Contact 4 of 4, Account 0 of 4, Opportunity 0 of 4; of another type or read-only: ' +
          'Lead.Actions_Sync_Last_Reply__c',
      },
    ]);
    expect(again.rollupFields.filter(({ standing }) => standing === 'there').map(({ object: one }) => one)).toEqual(
      Array.from({ length: 4 }, () => 'Contact'),
    );
    await r.change({ kind: 'access', objects: { Contact: 'readOnly' } });
    const readOnly = (await examine()).rollupFields.filter(({ standing }) => standing === 'readOnly');
    expect(readOnly.map(({ object: one }) => one)).toEqual(Array.from({ length: 4 }, () => 'Contact'));
  });

  it('without a closed status can’t take Tasks', async () => {
    const { examine, client } = await org();
    async function* none(soql: string) {
      if (soql.includes('FROM TaskStatus')) yield [];
      else yield* client.query(soql, {});
    }
    expect(bad((await examine({ query: none })).findings)).toMatchObject([
      { id: 'salesforce.task.closedStatus', status: 'fail' },
    ]);
  });

  it('without our API version is not asked for more', async () => {
    const { examine } = await org({ version: '99.0' });
    const { findings, fields } = await examine();
    expect(bad(findings)).toMatchObject([
      { id: 'salesforce.apiVersion', status: 'fail', message: 'the org does not have 99.0' },
    ]);
    expect(fields).toEqual([]);
  });

  it('whose calls are nearly used up gives a warning', async () => {
    const { examine, r } = await org();
    await r.control('PUT', '/limits', { used: 90_000 });
    expect(bad((await examine()).findings)).toMatchObject([{ id: 'salesforce.quota', status: 'warn' }]);
  });
});

describe('doctor', () => {
  const doctor = (env: NodeJS.ProcessEnv) => examineAll(selectChecks(['salesforce']), env);

  it('says that Salesforce is not connected, which is fine', async () => {
    const findings = await doctor({});
    expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(['skipped']));
    expect(new Set(findings.map(({ message }) => message)).size).toBe(1);
  });

  it('finds what setup salesforce finds', async () => {
    const { env, examine } = await org();
    const checks = (findings: readonly Finding[]) => findings.map(({ id, status }) => `${id} ${status}`).toSorted();
    const found = (await doctor(env)).filter(({ id }) => id !== 'salesforce.sellers');
    expect(checks(found)).toEqual(checks((await examine()).findings));
  });

  it('tells refused credentials, a bad address and a host that is not there apart', async () => {
    const { env } = await org();
    const of = async (more: object) => (await doctor({ ...env, ...more })).filter(({ status }) => status !== 'skipped');
    expect(await of({ SALESFORCE_CLIENT_SECRET: 'wrong' })).toMatchObject([
      { id: 'salesforce.signIn', status: 'fail' },
    ]);
    expect(await of({ SALESFORCE_LOGIN_URL: 'https://login.salesforce.com' })).toMatchObject([
      { status: 'fail', message: expect.stringContaining('My Domain') },
    ]);
    expect(await of({ SALESFORCE_LOGIN_URL: 'http://127.0.0.1:1' })).toMatchObject([{ status: 'unreachable' }]);
  });
});

describe('actions-sync setup salesforce', () => {
  it('prints findings and each optional field; needs no database', async () => {
    const { env } = await org();
    const { code, stdout, stderr } = await run(['setup', 'salesforce', '--dry-run'], env);
    expect([code, stderr]).toEqual([0, 'Salesforce can be used. Nothing was changed there.\n']);
    expect(stdout).toMatch(
      /^ok {4}salesforce\.task\.key: Actions_Sync_Key__c, 64 characters, External ID and Unique$/m,
    );
    expect(stdout).toMatch(/^ {2}mktosales_call_outcome__c +Call Outcomes +Text 50 +there \(string 50\)$/m);
    expect(stdout).toMatch(/^ {2}MSE_Viewed__c .* Checkbox +there \(boolean\)$/m);
    expect(stdout).toMatch(/^ {2}Contact +Actions_Sync_Last_Reply__c +Last Replied +Date\/Time +absent or hidden$/m);
  });

  it('ends with 1 and the steps where the key field is missing; --json is one document', async () => {
    const { env, r } = await org();
    await r.change({ kind: 'dropField', object: 'Task', field: KEY });
    const { code, stdout } = await run(['setup', 'salesforce'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +Fix: In Salesforce Setup, Object Manager, Activity, .*External ID; then give/m);
    const json = await run(['setup', 'salesforce', '--json'], env);
    expect([json.code, json.stdout.trim().split('\n').length]).toEqual([1, 1]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      fields: expect.any(Array),
      rollupFields: expect.any(Array),
      findings: expect.any(Array),
    });
  });

  it('names the variables that are missing, and ends with 3 where nobody answers', async () => {
    const missing = await run(['setup', 'salesforce'], {});
    expect(missing.code).toBe(2);
    for (const name of ['SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID']) expect(missing.stderr).toContain(name);
    const { env } = await org();
    expect((await run(['setup', 'salesforce'], { ...env, SALESFORCE_LOGIN_URL: 'http://127.0.0.1:1' })).code).toBe(3);
  });
});

it('docs/salesforce.md lists the optional fields and the roll-up fields with their types', async () => {
  const { examine } = await org();
  const page = readFileSync(new URL('../../docs/salesforce.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+__c)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, name, label, wanted]) => ({
    name,
    label,
    wanted,
  }));
  const { fields, rollupFields } = await examine();
  const all = [...fields, ...rollupFields.filter(({ object: one }) => one === 'Lead')];
  expect(rows).toEqual(all.map(({ name, label, wanted }) => ({ name, label, wanted })));
});

it('the chosen opt-out field is looked at beside the standard one: absent, no checkbox, or as it must be', async () => {
  const { r, client, env } = await org();
  const findings = async (optOutField: string) => {
    const examined = await examineOrg(client, { loginUrl: env.SALESFORCE_LOGIN_URL, version: '66.0', optOutField });
    return examined.findings.filter(({ id }) => id.endsWith('.optOut')).map(({ message }) => message);
  };
  const make = (object: string, name: string, type: string) =>
    r.change({ kind: 'field', object, field: { name, type } });
  await make('Lead', 'Sales_Opt_Out__c', 'boolean');
  await make('Lead', 'Opt_Out_Text__c', 'string');
  expect(await findings('Sales_Opt_Out__c')).toEqual([
    'HasOptedOutOfEmail',
    'Sales_Opt_Out__c',
    'HasOptedOutOfEmail',
    'Sales_Opt_Out__c is hidden or absent',
  ]);
  expect(await findings('Opt_Out_Text__c')).toContain('Opt_Out_Text__c is no checkbox');
});
