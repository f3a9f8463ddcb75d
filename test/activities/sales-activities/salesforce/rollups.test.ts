import { describe, expect, it } from 'vitest';
import type { SenderDeps } from '../../../../activities/sales-activities/ports.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../../model/errors/registry.ts';
import type { SalesforceClient, SalesforceRecord } from '../../../../salesforce/index.ts';
import type { Row } from '../../../simulators/salesforce/harness.ts';
import { kindOf, sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import { openOrg } from './org.ts';

const ACTIVITY = 'Actions_Sync_Last_Activity__c';
const ENGAGEMENT = 'Actions_Sync_Last_Engagement__c';
const REPLY = 'Actions_Sync_Last_Reply__c';
const CAMPAIGN = 'Actions_Sync_Current_Campaign__c';
const DATES = [ACTIVITY, ENGAGEMENT, REPLY];

type Objects = 'Lead' | 'Contact' | 'Account' | 'Opportunity';
const OBJECTS: Objects[] = ['Lead', 'Contact', 'Account', 'Opportunity'];
const ON = { rollupLead: true, rollupContact: true, rollupAccount: true, rollupOpportunity: true };

/** An org whose admin has made every roll-up field; one person, on a record of its own. */
async function open(kind: 'Lead' | 'Contact' = 'Contact', settings: Partial<typeof ON> = ON) {
  const org = await openOrg();
  const { sender: rig, simulator } = org;
  for (const object of OBJECTS) {
    for (const name of DATES) await simulator.change({ kind: 'field', object, field: { name, type: 'datetime' } });
    await simulator.change({ kind: 'field', object, field: { name: CAMPAIGN, length: 255 } });
  }
  await rig.store.settings.setSalesforce(settings, 'test');
  const [record = ''] = await org.people(1, kind);
  const mine = { personId: 1, seller: org.seller().email };
  const rollups = async (object: Objects, id: unknown) => {
    const fields = [...DATES, CAMPAIGN].join(',');
    const { text } = await simulator.control('GET', `/truth?object=${object}&fields=${fields}`);
    const rows = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
    const { Id: _, ...values } = rows.find((row) => row.Id === id) ?? {};
    return values;
  };
  const calls = async () => (await simulator.control('GET', '/stats')).body.calls;
  const told = async () => (await rig.store.failures.list(9)).map(({ flow, key }) => `${flow} ${key}`);
  return { org, rig, simulator, record, mine, rollups, calls, told };
}

const on = (hours: number) => `2026-11-20T${String(hours).padStart(2, '0')}:00:00.000Z`;
const isRollup = (soql: string) => soql.includes('Actions_Sync_Last') || soql.includes('FROM Task WHERE Id IN');

/** A client whose calls for roll-ups, and nothing else, meet an error. */
function refusing(key: ErrorKey, options: { retryAt?: Date } = {}) {
  const asked: string[] = [];
  const change = (client: SalesforceClient): SalesforceClient => ({
    ...client,
    async *query(soql, context) {
      if (isRollup(soql)) {
        asked.push(soql);
        throw new AppError(key, options);
      }
      yield* client.query(soql, context);
    },
  });
  return { asked, change };
}

describe('roll-ups', () => {
  it('are off at first: no call more, and nothing written', async () => {
    const { rig, simulator, record, mine, rollups } = await open('Contact', {});
    await rig.take(sent('mail', mine), kindOf('emailOpened', 'open', { ...mine, emailId: 'mail' }));
    await rig.send();
    expect(await rig.ends('mail', 'open')).toEqual({ mail: 'done', open: 'done' });
    expect(await rollups('Contact', record)).toEqual({});
    expect((await simulator.control('GET', '/stats')).body.endpoints).toEqual({
      '/services/oauth2/token': 1,
      'GET /sobjects/{id}/describe': 1,
      'GET /query': 2,
      'PATCH /composite/sobjects/{id}/{id}': 1,
    });
  });

  it('of a contact, its account and the Task’s opportunity', async () => {
    const { org, rig, simulator, record, mine, rollups } = await open();
    const opportunityId = simulator.find('Opportunity', (get) => get('AccountId') !== null);
    await rig.take(
      sent('mail', { ...mine, opportunityId, occurredAt: on(9), campaignName: 'Spring' }),
      kindOf('emailReplied', 'reply', { ...mine, emailId: 'mail', occurredAt: on(11) }),
      kindOf('emailOpened', 'open', { ...mine, emailId: 'mail', occurredAt: on(12) }),
    );
    await rig.send();
    const { AccountId } = await org.taskOf('mail');
    const sends = { [ACTIVITY]: on(9), [ENGAGEMENT]: on(12), [REPLY]: on(11), [CAMPAIGN]: 'Spring' };
    expect(await rollups('Contact', record)).toEqual(sends);
    expect(await rollups('Opportunity', opportunityId)).toEqual(sends);
    expect(AccountId).toMatch(/^001/);
    expect(await rollups('Account', AccountId)).toEqual(sends);
  });

  it('of a lead; only objects that are switched on have them', async () => {
    const { rig, record, mine, rollups } = await open('Lead', { rollupLead: true });
    await rig.take(kindOf('callReceived', 'call', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await rollups('Lead', record)).toEqual({ [ACTIVITY]: on(9), [CAMPAIGN]: 'Autumn' });
    const { rig: other, record: contact, mine: his, rollups: others } = await open('Contact', { rollupAccount: true });
    await other.take(sent('mail', { ...his, occurredAt: on(9) }));
    await other.send();
    expect(await others('Contact', contact)).toEqual({});
  });

  it('never go back, and what comes late moves its own field alone', async () => {
    const { rig, record, mine, rollups } = await open();
    await rig.take(sent('mail', { ...mine, occurredAt: on(9), campaignName: 'Spring' }));
    await rig.send();
    await rig.take(sent('old', { ...mine, occurredAt: on(8), campaignName: 'Winter' }));
    await rig.take(kindOf('emailClicked', 'click', { ...mine, emailId: 'mail', occurredAt: on(10) }));
    await rig.send();
    const expected = { [ACTIVITY]: on(9), [CAMPAIGN]: 'Spring', [ENGAGEMENT]: on(10) };
    expect(await rollups('Contact', record)).toEqual(expected);
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail', occurredAt: on(7) }));
    await rig.send();
    expect(await rollups('Contact', record)).toEqual(expected);
  });

  it('of 200 activities on 100 contacts are one update of each object, of one record each', async () => {
    const { org, rig, simulator, mine } = await open('Contact', { rollupContact: true, rollupAccount: true });
    await org.people(100);
    const updates: [string, readonly SalesforceRecord[]][] = [];
    const deps = org.another((client) => ({
      ...client,
      update: (object, records, ...rest) => {
        updates.push([object, records]);
        return client.update(object, records, ...rest);
      },
    }));
    const all = Array.from({ length: 200 }, (_, index) =>
      sent(`m-${index}`, { ...mine, personId: 1 + (index % 100), occurredAt: on(index < 100 ? 8 : 9) }),
    );
    await rig.take(...all);
    await rig.send(deps);
    expect(updates.map(([object]) => object)).toEqual(['Contact', 'Account']);
    const [contacts = [], accounts = []] = updates.map(([, records]) => records);
    expect(new Set(contacts.map(({ Id }) => Id)).size).toBe(100);
    expect(contacts).toHaveLength(100);
    expect(contacts.every((one) => one[ACTIVITY] === on(9))).toBe(true);
    expect(new Set(accounts.map(({ Id }) => Id)).size).toBe(accounts.length);
    const { endpoints } = (await simulator.control('GET', '/stats')).body;
    // Besides the closed status and the seller: the Tasks, and what each object has.
    expect(endpoints).toMatchObject({
      'GET /query': 2 + 3,
      'GET /sobjects/{id}/describe': 1 + 2,
      'PATCH /composite/sobjects': 2,
      'PATCH /composite/sobjects/{id}/{id}': 1,
    });
    expect(Object.values(await rig.ends('m-0', 'm-199'))).toEqual(['done', 'done']);
  });

  it('what is not newer costs no update', async () => {
    const { rig, simulator, mine } = await open('Contact', { rollupContact: true });
    const updates = async () =>
      (await simulator.control('GET', '/stats')).body.endpoints['PATCH /composite/sobjects'] ?? 0;
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await updates()).toBe(1);
    await rig.take(sent('b', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await updates()).toBe(1);
  });

  it('come after the answers are stored', async () => {
    const { org, rig, mine } = await open('Contact', { rollupContact: true });
    const seen: object[] = [];
    const deps = org.another((client) => ({
      ...client,
      update: async (...args) => {
        seen.push(await rig.ends('mail'));
        return client.update(...args);
      },
    }));
    await rig.take(sent('mail', mine));
    await rig.send(deps);
    expect(seen).toEqual([{ mail: 'done' }]);
  });

  it('count an engagement that no field of the Task shows', async () => {
    const { rig, simulator, record, mine, rollups } = await open();
    await simulator.change({ kind: 'dropField', object: 'Task', field: 'MSE_Viewed__c' });
    await rig.take(sent('mail', { ...mine, occurredAt: on(9) }));
    await rig.send();
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail', occurredAt: on(10) }));
    await rig.send();
    expect(await rig.ends('open')).toEqual({ open: 'skipped nothingToUpdate' });
    expect(await rollups('Contact', record)).toMatchObject({ [ENGAGEMENT]: on(10) });
  });

  it('where the org has no such field nothing is asked but what it has, and told of nothing', async () => {
    const { rig, simulator, mine, told } = await open('Contact', { rollupContact: true });
    for (const field of [...DATES, CAMPAIGN]) await simulator.change({ kind: 'dropField', object: 'Contact', field });
    await rig.take(sent('mail', mine));
    await rig.send();
    const { endpoints } = (await simulator.control('GET', '/stats')).body;
    expect(endpoints).not.toHaveProperty('PATCH /composite/sobjects');
    expect(await told()).toEqual([]);
  });

  it('of a converted lead’s Task are its contact’s', async () => {
    const { rig, simulator, record, mine, rollups } = await open('Lead');
    await rig.take(sent('mail', { ...mine, occurredAt: on(9) }));
    await rig.send();
    await simulator.control('POST', `/leads/${record}/convert`, {});
    const contact = simulator.org.store.byId('Lead', record)?.get('ConvertedContactId');
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail', occurredAt: on(10) }));
    await rig.send();
    expect(await rollups('Contact', contact)).toMatchObject({ [ENGAGEMENT]: on(10) });
  });
});

describe('trouble with a roll-up', () => {
  it('a row that somebody holds is left to the next event, and not told', async () => {
    const { rig, simulator, record, mine, rollups, told } = await open();
    await simulator.control('PUT', '/limits', { lockWaitMs: 0 });
    await simulator.control('POST', '/locks', { id: record, ms: SECOND });
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
    expect(await rollups('Contact', record)).toEqual({});
    expect(await told()).toEqual([]);
    rig.clock.advance(2 * SECOND);
    await rig.take(
      kindOf('emailOpened', 'open', { ...mine, emailId: 'a', occurredAt: on(10) }),
      sent('b', { ...mine, occurredAt: on(11) }),
    );
    await rig.send();
    expect(await rollups('Contact', record)).toMatchObject({ [ACTIVITY]: on(11), [ENGAGEMENT]: on(10) });
  });

  it('a record that a rule refuses is told; its Task and its neighbours are done', async () => {
    const { org, rig, simulator, mine, rollups, told } = await open();
    const [first, second] = await org.people(2);
    await simulator.control('PATCH', `/records/${first}`, { values: { Title: 'Locked' } });
    const rules = [{ field: 'Title', pattern: 'Locked', message: 'No' }];
    await simulator.change({ kind: 'rules', object: 'Contact', rules });
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }), sent('b', { ...mine, personId: 2, occurredAt: on(9) }));
    await rig.send();
    expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
    expect(await rollups('Contact', first)).toEqual({});
    expect(await rollups('Contact', second)).toMatchObject({ [ACTIVITY]: on(9) });
    expect(await told()).toEqual(['salesforce-rollups salesforce.FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    // Another record's success doesn't make up for it, until an hour has passed.
    await rig.take(sent('c', { ...mine, personId: 2, occurredAt: on(10) }));
    await rig.send();
    expect(await told()).toHaveLength(1);
    rig.clock.advance(HOUR);
    await rig.take(sent('d', { ...mine, personId: 2, occurredAt: on(11) }));
    await rig.send();
    expect(await told()).toEqual([]);
  });

  it('an object that the user may not see is told and left alone for ten minutes; the others are written', async () => {
    const { org, rig, simulator, record, mine, rollups, told } = await open();
    await simulator.change({ kind: 'access', objects: { Contact: 'hidden' } });
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }));
    await rig.send();
    const { AccountId } = await org.taskOf('a');
    expect(await rollups('Account', AccountId)).toMatchObject({ [ACTIVITY]: on(9) });
    expect(await told()).toEqual(['salesforce-rollups salesforce.INVALID_TYPE']);
    await simulator.change({ kind: 'access', objects: { Contact: 'full' } });
    await rig.take(sent('b', { ...mine, occurredAt: on(10) }));
    await rig.send();
    expect(await rollups('Contact', record)).toEqual({});
    rig.clock.advance(10 * MINUTE);
    await rig.take(sent('c', { ...mine, occurredAt: on(11) }));
    await rig.send();
    expect(await rollups('Contact', record)).toMatchObject({ [ACTIVITY]: on(11) });
  });

  it('a link that the user may not see leaves out its object alone', async () => {
    const { rig, simulator, record, mine, rollups, told } = await open();
    await simulator.change({ kind: 'access', fields: { 'Task.WhatId': 'hidden' } });
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await rollups('Contact', record)).toMatchObject({ [ACTIVITY]: on(9) });
    expect(await told()).toEqual([]);
  });

  it('the day’s calls are used up: silent, and nothing is asked until they are not', async () => {
    const { org, rig, mine, told } = await open();
    const retryAt = new Date(rig.clock.ms + 2 * HOUR);
    const { asked, change } = refusing('salesforce.REQUEST_LIMIT_EXCEEDED', { retryAt });
    const deps = org.another(change);
    await sendOne(rig, deps, sent('a', mine));
    await sendOne(rig, deps, sent('b', mine));
    expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
    expect(asked).toHaveLength(1);
    rig.clock.advance(2 * HOUR);
    await sendOne(rig, deps, sent('c', mine));
    expect(asked).toHaveLength(2);
    expect(await told()).toEqual([]);
  });

  it('Salesforce that does not answer is told, and left alone for a minute', async () => {
    const { org, rig, mine, told } = await open();
    const { asked, change } = refusing('salesforce.timeout');
    const deps = org.another(change);
    await sendOne(rig, deps, sent('a', mine));
    await sendOne(rig, deps, sent('b', mine));
    expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
    expect(asked).toHaveLength(1);
    expect(await told()).toEqual(['salesforce-rollups salesforce.timeout']);
    rig.clock.advance(MINUTE);
    await sendOne(rig, deps, sent('c', mine));
    expect(asked).toHaveLength(2);
  });

  it('is told no longer where all are off', async () => {
    const { org, rig, mine, told } = await open();
    const deps = org.another(refusing('salesforce.INVALID_FIELD').change);
    await sendOne(rig, deps, sent('a', mine));
    expect(await told()).toEqual(['salesforce-rollups salesforce.INVALID_FIELD']);
    const off = { rollupLead: false, rollupContact: false, rollupAccount: false, rollupOpportunity: false };
    await rig.store.settings.setSalesforce(off, 'test');
    rig.clock.advance(HOUR);
    await sendOne(rig, deps, sent('b', mine));
    expect(await told()).toEqual([]);
  });

  it.each([
    ['the connection is cut', { resetAfter: true } as const],
    ['503', { http: 503 } as const],
  ])('%s during the update: the Task is done, and the next event brings the roll-up', async (_, action) => {
    const { rig, simulator, record, mine, rollups, told } = await open('Contact', { rollupContact: true });
    const match = { class: 'collections', object: 'Contact', times: 1 } as const;
    await simulator.faults({ match, do: action });
    await rig.take(sent('a', { ...mine, occurredAt: on(9) }));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
    expect(await told()).toHaveLength(1);
    rig.clock.advance(MINUTE);
    await rig.take(sent('b', { ...mine, occurredAt: on(10) }));
    await rig.send();
    expect(await rollups('Contact', record)).toMatchObject({ [ACTIVITY]: on(10) });
  });
});

async function sendOne(
  rig: Awaited<ReturnType<typeof open>>['rig'],
  deps: SenderDeps,
  activity: ReturnType<typeof sent>,
): Promise<void> {
  await rig.take(activity);
  await rig.send(deps);
}
