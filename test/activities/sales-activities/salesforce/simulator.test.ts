import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SalesActivity } from '../../../../model/sales-activity/line.ts';
import { parseSalesActivity } from '../../../../model/sales-activity/parse.ts';
import type { FaultRule } from '../../../../simulators/salesforce/index.ts';
import { lineOf } from '../../../model/sales-activity/lines.ts';
import { kindOf, sent } from '../../../store/sales-activities.ts';
import { openOrg } from './org.ts';
import { on, open, sendsOf, UPSERT } from './simulator-rig.ts';

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
