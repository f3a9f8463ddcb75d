import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderDeps } from '../../../../activities/sales-activities/ports.ts';
import type { SalesActivity } from '../../../../model/sales-activity/line.ts';
import { parseSalesActivity } from '../../../../model/sales-activity/parse.ts';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import { lineOf } from '../../../model/sales-activity/lines.ts';
import { kindOf, sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import { openOrg } from './org.ts';

const UPSERT = '/services/data/v66.0/composite/sobjects/Task/Actions_Sync_Key__c';
const on = (path: string, action: FaultRule['do'], times = 1): FaultRule => ({
  match: { method: 'PATCH', path, times },
  do: action,
});

/** An org with one person and a seller of its own. */
async function open(kind: 'Lead' | 'Contact' = 'Contact', options: Parameters<typeof openOrg>[0] = {}) {
  const org = await openOrg(options);
  const [record = ''] = await org.people(1, kind);
  const seller = org.seller();
  const mine = { personId: 1, seller: seller.email };
  return { org, rig: org.sender, simulator: org.simulator, record, seller, mine };
}

const sendsOf = (count: number, seller: string) =>
  Array.from({ length: count }, (_, index) => sent(`mail-${index}`, { personId: index + 1, seller }));

describe('against the simulated org', () => {
  it('a send, a reply and a call are closed Tasks of the seller’s, with every field that the org has', async () => {
    const { org, rig, record, seller, mine } = await open();
    await rig.take(
      sent('mail', { ...mine, emailText: 'Dear Ada' }),
      kindOf('emailReplied', 'reply', { ...mine, emailId: 'mail', emailText: 'Yes' }),
      kindOf('callReceived', 'call', { ...mine, callNotes: 'Call again', callReason: 'Renewal' }),
    );
    await rig.send();
    const common = { OwnerId: seller.id, WhoId: record, Status: 'Completed', IsClosed: true };
    expect(await org.taskOf('mail')).toMatchObject({
      ...common,
      Type: 'Email',
      TaskSubtype: 'Email',
      Description: 'Dear Ada',
      MSE_Template__c: 'Hello',
      MSE_Replied__c: true,
      MSE_Email_Status__c: 'sent',
    });
    expect(await org.taskOf('reply')).toMatchObject({
      ...common,
      Type: 'Reply',
      Subject: 'Reply: Hello (SIA-12345678)',
    });
    expect(await org.taskOf('call')).toMatchObject({
      ...common,
      Type: 'Call',
      TaskSubtype: 'Call',
      CallType: 'Outbound',
      CallDurationInSeconds: 42,
      CallDisposition: 'Left a message',
      mktosales_call_reason__c: 'Renewal',
      MSE_Call_Recording__c: 'https://app.example/r/1',
    });
    expect(await rig.ends('mail', 'reply', 'call')).toEqual({ mail: 'done', reply: 'done', call: 'done' });
    const { Id } = await org.taskOf('mail');
    expect(await rig.statusOf('mail')).toEqual({ state: 'done', reference: Id });
  });

  it('450 sends are three calls, and 450 opens of them three more', async () => {
    const org = await openOrg({ people: 2_000 });
    const { sender: rig, simulator } = org;
    await org.people(450);
    await rig.take(...sendsOf(450, org.seller().email));
    await rig.send();
    const calls = async () => (await simulator.control('GET', '/stats')).body.endpoints;
    const upserts = { 'PATCH /composite/sobjects/{id}/{id}': 3 };
    expect(await calls()).toMatchObject(upserts);
    const opens = Array.from({ length: 450 }, (_, index) =>
      kindOf('emailOpened', `open-${index}`, { personId: index + 1, emailId: `mail-${index}` }),
    );
    await rig.take(...opens);
    await rig.send();
    expect(await calls()).toEqual({
      '/services/oauth2/token': 1,
      'GET /sobjects/{id}/describe': 1,
      'GET /query': 2,
      ...upserts,
      'PATCH /composite/sobjects': 3,
    });
    const tasks = await org.tasks();
    expect(tasks).toHaveLength(450);
    expect(tasks.filter((task) => task.MSE_Viewed__c === true)).toHaveLength(450);
  });

  it('whatever a line may hold is taken, cut to what the org’s fields hold', async () => {
    const { rig, simulator, mine } = await open();
    const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 40, size: 'max' });
    const text = (most: number) =>
      fc
        .tuple(piece, fc.integer({ min: 1, max: most }))
        .map(([part, length]) => part.repeat(Math.ceil(length / part.length)).slice(0, length));
    const url = text(1_000).map((path) => `https://a.example/${path.replace(/\s/g, '')}`);
    const call = fc.record(
      {
        callSubject: text(200),
        callReason: text(200),
        callNotes: text(34_000),
        callRecordingUrl: url,
        callDurationSeconds: fc.integer({ min: 0, max: 99_999_999 }),
        localPresenceId: text(255),
        campaignName: text(255),
        campaignStepName: text(255),
      },
      { requiredKeys: ['callSubject'] },
    );
    const mail = fc.record(
      { emailSubject: text(900), emailText: text(34_000), emailUrl: url, templateName: text(255), campaignUrl: url },
      { requiredKeys: ['emailSubject'] },
    );
    const lines = fc.array(
      fc.oneof(
        call.map((values) => ['callReceived', values] as const),
        mail.map((values) => ['emailSent', values] as const),
      ),
      { minLength: 20, maxLength: 20 },
    );
    let number = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(lines, async (all) => {
        runs += 1;
        const activities = all.flatMap(([kind, values]) => {
          const parsed = parseSalesActivity(lineOf(kind, { ...values, ...mine, id: `line-${number++}` }), new Date());
          return parsed.kind === 'valid' ? [parsed.activity] : [];
        });
        expect(activities.length).toBeGreaterThan(0);
        await rig.take(...activities);
        await rig.send();
        const ends = Object.values(await rig.ends(...activities.map(({ id }) => id)));
        expect(ends.filter((end) => end !== 'done')).toEqual([]);
      }),
      { numRuns: 5 },
    );
    // Nothing had to be mended.
    const { endpoints } = (await simulator.control('GET', '/stats')).body;
    expect(endpoints['PATCH /composite/sobjects/{id}/{id}']).toBe(runs);
  });

  it('one bad record among 200 fails alone', async () => {
    const org = await openOrg({ people: 1_000 });
    const { sender: rig, simulator } = org;
    await org.people(200);
    const message = 'No offers here';
    const rules = [{ field: 'Subject', pattern: 'Offer', message }];
    await simulator.change({ kind: 'rules', object: 'Task', rules });
    const [first, ...others] = sendsOf(200, org.seller().email);
    await rig.take(...others, { ...first, emailSubject: 'Offer' } as SalesActivity);
    await rig.send();
    expect(await rig.ends('mail-0', 'mail-1', 'mail-199')).toEqual({
      'mail-0': 'failed salesforce.FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'mail-1': 'done',
      'mail-199': 'done',
    });
    expect(await org.tasks()).toHaveLength(199);
  });
});

describe('an answer that is lost', () => {
  it.each<[string, FaultRule['do'], string]>([
    ['the connection is cut after the commit', { resetAfter: true }, 'unknown'],
    ['the answer comes after the deadline', { delayAfterMs: 5_000 }, 'unknown'],
    ['the answer is no JSON', { badJson: true }, 'unknown'],
    ['the answer is empty', { emptyBody: true }, 'unknown'],
    ['503 although it was done', { http: 503, committed: true }, 'unknown'],
    ['the connection is cut before the commit', { resetBefore: true }, 'unknown'],
    ['503 and nothing done', { http: 503 }, 'unknown'],
  ])('%s: looked up, and one Task in the end', async (_, action, state) => {
    const { org, rig, simulator, mine } = await open();
    await simulator.faults(on(UPSERT, action));
    await rig.take(sent('mail', mine), kindOf('emailOpened', 'open', { ...mine, emailId: 'mail' }));
    await rig.send();
    expect(await rig.ends('mail', 'open')).toEqual({ mail: state, open: state });
    await rig.lookUp();
    await rig.send();
    expect(await rig.ends('mail', 'open')).toEqual({ mail: 'done', open: 'done' });
    expect(await org.taskOf('mail')).toMatchObject({ MSE_Viewed__c: true, TaskSubtype: 'Email' });
  });

  it('of a mark is looked up on the send’s Task', async () => {
    const { org, rig, simulator, mine } = await open();
    await rig.take(sent('mail', mine));
    await rig.send();
    await simulator.faults(on('/services/data/v66.0/composite/sobjects', { resetAfter: true }));
    await rig.take(kindOf('emailBounced', 'bounce', { ...mine, emailId: 'mail' }));
    await rig.send();
    expect(await rig.ends('bounce')).toEqual({ bounce: 'unknown' });
    expect(await rig.lookUp()).toBe(1);
    expect(await rig.ends('bounce')).toEqual({ bounce: 'done' });
    expect(await org.taskOf('mail')).toMatchObject({ MSE_Email_Status__c: 'bounced' });
  });

  it('and a seller’s edit since is not undone', async () => {
    const { org, rig, simulator, mine } = await open();
    await simulator.faults(on(UPSERT, { resetAfter: true }));
    await rig.take(sent('mail', mine));
    await rig.send();
    const { Id } = await org.taskOf('mail');
    await simulator.control('PATCH', `/records/${String(Id)}`, { values: { Subject: 'Mine' } });
    await rig.lookUp();
    await rig.send();
    expect(await org.taskOf('mail')).toMatchObject({ Subject: 'Mine' });
  });
});

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
