import { describe, expect, it } from 'vitest';
import type { SenderDeps } from '../../../../activities/sales-activities/ports.ts';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import { kindOf, sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import { openOrg } from './org.ts';
import { open, sendsOf } from './simulator-rig.ts';

describe('what the org refuses', () => {
  it('a converted lead: its contact, once', async () => {
    const { org, rig, simulator, record, mine } = await open('Lead');
    await rig.take(sent('before', mine));
    await rig.send();
    expect(await org.taskOf('before')).toMatchObject({ WhoId: record });
    await simulator.control('POST', `/leads/${record}/convert`, {});
    await rig.take(sent('mail', mine), kindOf('callReceived', 'call', mine));
    await rig.send();
    const contact = simulator.org.store.byId('Lead', record)?.get('ConvertedContactId');
    expect(String(contact)).toMatch(/^003/);
    expect(await org.taskOf('mail')).toMatchObject({ WhoId: contact });
    expect(await org.taskOf('call')).toMatchObject({ WhoId: contact });
    expect(await rig.ends('mail', 'call')).toEqual({ mail: 'done', call: 'done' });
  });

  it.each(['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'] as const)(
    'fields hidden since they were described, by %s: written at once without them',
    async (hiddenFieldCode) => {
      const { org, rig, simulator, mine } = await open('Contact', { switches: { hiddenFieldCode } });
      await rig.take(sent('first', mine));
      await rig.send();
      const fields = { 'Task.MSE_Template__c': 'hidden', 'Task.Type': 'hidden', 'Task.MSE_Viewed__c': 'readOnly' };
      await simulator.change({ kind: 'access', fields });
      const early = kindOf('emailOpened', 'open', { ...mine, emailId: 'first' });
      const click = kindOf('emailClicked', 'click', { ...mine, emailId: 'first' });
      await rig.take(sent('mail', mine), early, click);
      await rig.send();
      const task = await org.taskOf('mail');
      expect(task).toMatchObject({ MSE_Campaign__c: 'Autumn', Subject: 'Email: Hello (SIA-12345678)' });
      expect(task).not.toHaveProperty('Type');
      expect(task).not.toHaveProperty('MSE_Template__c');
      expect(await rig.ends('mail', 'open', 'click')).toEqual({
        mail: 'done',
        open: 'skipped nothingToUpdate',
        click: 'done',
      });
      expect(await org.taskOf('first')).toMatchObject({ MSE_Clicked__c: true, MSE_Viewed__c: false });
    },
  );

  it.each(['NOT_FOUND', 'INVALID_FIELD'] as const)(
    'the key field, by %s: everything waits, and nothing is written',
    async (badKeyFieldCode) => {
      const { org, rig, simulator, mine } = await open('Contact', { switches: { badKeyFieldCode } });
      await rig.take(sent('first', mine));
      await rig.send();
      await simulator.change({ kind: 'access', fields: { 'Task.Actions_Sync_Key__c': 'hidden' } });
      await rig.take(sent('mail', mine));
      await rig.send();
      expect(await rig.ends('mail')).toEqual({ mail: 'parked salesforce.keyField.missing' });
      expect(await org.tasksOf('mail')).toEqual([]);
      await simulator.change({ kind: 'access', fields: { 'Task.Actions_Sync_Key__c': 'full' } });
      rig.clock.advance(10 * MINUTE);
      await rig.resume();
      await rig.send();
      expect(await org.taskOf('mail')).toBeDefined();
    },
  );

  it.each(['INACTIVE_OWNER_OR_USER', 'INVALID_CROSS_REFERENCE_KEY'] as const)(
    'an owner who is not active any more, by %s: failed, its neighbours are not',
    async (inactiveOwnerCode) => {
      const { org, rig, simulator, seller, mine } = await open('Contact', { switches: { inactiveOwnerCode } });
      await rig.take(sent('first', mine), sent('unknown', { personId: 1, seller: 'nobody@sales.example' }));
      await rig.send();
      expect(await rig.ends('first', 'unknown')).toEqual({ first: 'done', unknown: 'skipped sellerUnknown' });
      await simulator.control('PATCH', `/records/${seller.id}`, { values: { IsActive: false } });
      const other = org.seller();
      await rig.take(sent('mail', mine), sent('other', { personId: 1, seller: other.email.toUpperCase() }));
      await rig.send();
      expect(await rig.ends('mail', 'other')).toEqual({
        mail: `failed salesforce.${inactiveOwnerCode}`,
        other: 'done',
      });
      expect(await org.taskOf('other')).toMatchObject({ OwnerId: other.id });
    },
  );

  it('rows that somebody holds: again in some seconds', async () => {
    const { org, rig, simulator, record, mine } = await open();
    await rig.take(sent('mail', mine));
    await rig.send();
    const task = await org.taskOf('mail');
    await simulator.control('PUT', '/limits', { lockWaitMs: 0 });
    await simulator.control('POST', '/locks', { id: record, ms: SECOND });
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail' }), sent('new', mine));
    await rig.send();
    // A closed Task locks nothing when it is made; a change does.
    expect(await rig.ends('open', 'new')).toEqual({ open: 'parked salesforce.UNABLE_TO_LOCK_ROW', new: 'done' });
    rig.clock.advance(2 * SECOND);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('open')).toEqual({ open: 'done' });
    expect(await org.taskOf('mail')).toMatchObject({ Id: task.Id, MSE_Viewed__c: true });
  });

  it('the day’s calls are used up: everything waits and nothing is lost', async () => {
    const { org, rig, simulator, mine } = await open();
    await simulator.control('PUT', '/limits', { dailyLimit: 1_000, used: 1_000 });
    await rig.take(sent('mail', mine));
    await rig.send();
    expect(await rig.ends('mail')).toEqual({ mail: 'parked salesforce.REQUEST_LIMIT_EXCEEDED' });
    await simulator.control('PUT', '/limits', { used: 0 });
    await rig.resume();
    await rig.send();
    expect(await rig.ends('mail')).toEqual({ mail: 'parked salesforce.REQUEST_LIMIT_EXCEEDED' });
    rig.clock.advance(HOUR);
    await rig.resume();
    await rig.send();
    expect(await org.taskOf('mail')).toBeDefined();
  });

  it('a deleted Task gets no mark and is not made again', async () => {
    const { org, rig, simulator, mine } = await open();
    await rig.take(sent('mail', mine));
    await rig.send();
    const { Id } = await org.taskOf('mail');
    await simulator.control('DELETE', `/records/${String(Id)}`);
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail' }));
    await rig.send();
    expect(await rig.ends('open')).toEqual({ open: 'skipped sendTaskGone' });
    expect(await org.tasks()).toHaveLength(1);
  });

  it('a person’s record that is gone: e-mails go to the one with its address, calls wait and fail', async () => {
    const { org, rig, simulator, record, mine } = await open();
    const { other, email } = org.addressed();
    await rig.person(2, { email: email.toUpperCase(), salesforceContactId: record });
    await simulator.control('DELETE', `/records/${record}`);
    const second = { ...mine, personId: 2 };
    await rig.take(sent('gone', mine), sent('found', second), kindOf('callReceived', 'call', second));
    for (let tries = 1; tries <= 4; tries++) {
      await rig.send();
      rig.clock.advance(HOUR);
      await rig.resume();
    }
    const deleted = 'failed salesforce.ENTITY_IS_DELETED';
    expect(await rig.ends('gone', 'found', 'call')).toEqual({ gone: deleted, found: 'done', call: deleted });
    expect(await org.taskOf('found')).toMatchObject({ WhoId: other });
  });

  it('an opportunity that is gone: the Task is made without it', async () => {
    const { org, rig, simulator, mine } = await open();
    const opportunityId = simulator.find('Opportunity');
    await rig.take(sent('linked', { ...mine, opportunityId }));
    await rig.send();
    expect(await org.taskOf('linked')).toMatchObject({ WhatId: opportunityId });
    await simulator.control('DELETE', `/records/${opportunityId}`);
    await rig.take(sent('mail', { ...mine, opportunityId }));
    await rig.send();
    expect(await org.taskOf('mail')).not.toHaveProperty('WhatId');
  });

  it('values that a picklist has lost since: another closed status, no type', async () => {
    const { org, rig, simulator, mine } = await open();
    await rig.take(sent('first', mine));
    await rig.send();
    const values = [{ value: 'Call' }];
    await simulator.change({ kind: 'picklist', object: 'Task', field: 'TaskSubtype', values });
    await rig.take(sent('mail', mine));
    await rig.send();
    expect(await org.taskOf('mail')).not.toMatchObject({ TaskSubtype: 'Email' });
    expect(await rig.ends('mail')).toEqual({ mail: 'done' });
  });
});

/** A worker that is killed before every fourth thing it would store. */
function mortal(deps: SenderDeps): SenderDeps {
  const { salesActivities } = deps.store;
  let stored = 0;
  const apply: typeof salesActivities.apply = async (changes) => {
    stored += 1;
    if (stored % 4 === 0) throw new Error('killed');
    return salesActivities.apply(changes);
  };
  return { ...deps, store: { ...deps.store, salesActivities: { ...salesActivities, apply } } };
}

describe('two senders at once', () => {
  const often = (action: FaultRule['do']): FaultRule => ({ match: { method: 'PATCH', probability: 0.25 }, do: action });
  const FAULTS = [
    often({ resetAfter: true }),
    often({ resetBefore: true }),
    often({ badJson: true }),
    often({ itemError: 'UNABLE_TO_LOCK_ROW', items: [0, 3, 7] }),
    often({ http: 503, committed: true }),
  ];

  it.each([1, 2, 3])('killed and with faults all around, seed %i: one Task of each, and every mark', async (seed) => {
    const org = await openOrg({ people: 1_000, seed, switches: { upsertRace: 'blind' } });
    const { sender: rig, simulator } = org;
    await org.people(120);
    const seller = org.seller().email;
    const sends = sendsOf(120, seller);
    const about = (type: 'emailReplied' | 'emailOpened', name: string) =>
      sends.map(({ id: emailId }, index) => kindOf(type, `${name}-${index}`, { personId: index + 1, seller, emailId }));
    const all = [...about('emailReplied', 'reply'), ...about('emailOpened', 'open'), ...sends];
    await simulator.faults(...FAULTS);
    const workers = [mortal(rig.deps), mortal(org.another())];
    for (let round = 0; round < 100; round++) {
      const some = all.filter((_, index) => index % 6 === round);
      await rig.take(...some);
      if (some.length === 0 && (await rig.store.salesActivities.counts()).length === 0) break;
      await Promise.allSettled(workers.map((deps) => rig.send(deps)));
      await rig.lookUp();
      await rig.resume();
    }
    const ends = await rig.ends(...all.map(({ id }) => id));
    expect(Object.entries(ends).filter(([, end]) => end !== 'done')).toEqual([]);
    const keys = (await org.tasks()).map((task) => task.Actions_Sync_Key__c);
    expect(keys).toHaveLength(240);
    expect(new Set(keys).size).toBe(240);
    const tasks = await Promise.all(sends.map(({ id }) => org.taskOf(id)));
    expect(tasks.filter((task) => task.MSE_Viewed__c !== true || task.MSE_Replied__c !== true)).toEqual([]);
    // Proof that something was in the way.
    const happened = Object.values(simulator.org.faults.happened());
    expect(happened.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
  });
});
