import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMarked, marksOf } from '../../../model/salesforce-task/marks.ts';
import { type LoggedAsTask, newTask, type TaskTarget } from '../../../model/salesforce-task/new-task.ts';
import { DEFAULT_SALESFORCE_SETTINGS } from '../../../model/settings.ts';
import { activityOf } from '../sales-activity/lines.ts';
import { EVERY_FIELD, fieldsOf, taskField } from './org.ts';

const CONTACT = '003000000000001AAA';
const LEAD = '00Q000000000001AAA';
const TARGET: TaskTarget = {
  key: 'a-1',
  ownerId: '005000000000001AAA',
  timeZone: 'Asia/Tokyo',
  whoId: CONTACT,
  status: 'Finished',
  subjectTemplate: DEFAULT_SALESFORCE_SETTINGS.subjectTemplate,
  fields: EVERY_FIELD,
};
const OPPORTUNITY = '006000000000001AAA';

function taskOf(type: LoggedAsTask['type'], change: Record<string, unknown> = {}, target: Partial<TaskTarget> = {}) {
  return newTask(activityOf(type, change) as LoggedAsTask, { ...TARGET, ...target });
}

describe('a new Task', () => {
  const common = { Actions_Sync_Key__c: 'a-1', OwnerId: TARGET.ownerId, WhoId: CONTACT, Status: 'Finished' };

  it('of an e-mail', () => {
    const more = { emailText: 'Dear Ada,\nhello', emailUrl: 'https://app.example/m/1', campaignStepName: 'First' };
    expect(taskOf('emailSent', { ...more, occurredAt: '2026-11-27T01:00:00+09:00' })).toEqual({
      ...common,
      Subject: 'Email: Hello (SIA-12345678)',
      ActivityDate: '2026-11-27',
      Type: 'Email',
      TaskSubtype: 'Email',
      Description: 'Dear Ada,\nhello',
      MSE_Email_Status__c: 'sent',
      MSE_Campaign__c: 'Autumn',
      MSE_Current_Campaign_Step__c: 'First',
      MSE_Campaign_Details_Link__c: 'https://app.example/c/1',
      MSE_Template__c: 'Hello',
      MSE_Template_Details__c: 'https://app.example/t/1',
      MSE_Details__c: 'https://app.example/m/1',
    });
  });

  it('of a reply, whose subject is not the template’s', () => {
    const more = { emailSubject: 'Hello', emailText: 'Yes', opportunityId: OPPORTUNITY };
    expect(taskOf('emailReplied', more, { subjectTemplate: 'Other' })).toEqual({
      ...common,
      WhatId: OPPORTUNITY,
      Subject: 'Reply: Hello',
      ActivityDate: '2026-11-27',
      Type: 'Reply',
      TaskSubtype: 'Email',
      Description: 'Yes',
    });
  });

  it('of a call', () => {
    const more = { callNotes: 'Call again', callReason: 'Renewal', localPresenceId: '+1 555 0199', campaignDay: 2 };
    const subjectTemplate = '{{activity_type}} {{call_outcome}}/{{call_reason}} {{sales_campaign_day}}';
    expect(taskOf('callReceived', more, { subjectTemplate })).toEqual({
      ...common,
      Subject: 'Call Left a message/Renewal 2',
      ActivityDate: '2026-11-27',
      Type: 'Call',
      TaskSubtype: 'Call',
      Description: 'Duration: 0 min 42 s\n\nCall again',
      CallType: 'Outbound',
      CallDurationInSeconds: 42,
      CallDisposition: 'Left a message',
      mktosales_call_outcome__c: 'Left a message',
      mktosales_call_reason__c: 'Renewal',
      MSE_Call_Local_Presence_ID__c: '+1 555 0199',
      MSE_Call_Recording__c: 'https://app.example/r/1',
      MSE_Campaign__c: 'Autumn',
      MSE_Campaign_Details_Link__c: 'https://app.example/c/1',
    });
  });

  it.each([
    [{ callDurationSeconds: 3_605, callNotes: undefined }, 'Duration: 60 min 5 s'],
    [{ callDurationSeconds: undefined, callNotes: 'Notes' }, 'Notes'],
    [{ callDurationSeconds: undefined, callNotes: undefined }, undefined],
  ])('of a call says how long it was and what was noted: %j', (change, description) => {
    expect(taskOf('callReceived', change).Description).toBe(description);
  });

  it('says no opportunity with a lead', () => {
    expect(taskOf('emailSent', { opportunityId: OPPORTUNITY }).WhatId).toBe(OPPORTUNITY);
    const ofLead = taskOf('emailSent', { opportunityId: OPPORTUNITY }, { whoId: LEAD });
    expect(ofLead).toMatchObject({ WhoId: LEAD });
    expect(ofLead).not.toHaveProperty('WhatId');
  });

  it('is its key, owner, person and status where the org takes nothing else', () => {
    expect(taskOf('callReceived', {}, { fields: fieldsOf() })).toEqual(common);
  });

  it('has nothing that the org does not list, in whatever way fields are missing', () => {
    const names = [...EVERY_FIELD.keys()];
    const type = fc.constantFrom('emailSent', 'emailReplied', 'callReceived');
    fc.assert(
      fc.property(type, fc.subarray(names), fc.subarray(names), (kind, hidden, readOnly) => {
        const left = [...EVERY_FIELD.values()]
          .filter(({ name }) => !hidden.includes(name.toLowerCase()))
          .map((field) => ({ ...field, isCreateable: !readOnly.includes(field.name.toLowerCase()) }));
        const fields = fieldsOf(...left);
        for (const name of Object.keys(taskOf(kind, {}, { fields }))) {
          expect(name in common || fields.get(name.toLowerCase())?.isCreateable).toBe(true);
        }
      }),
    );
  });
});

describe('late engagement', () => {
  const update = { fields: EVERY_FIELD, use: 'update' } as const;
  const ALL = {
    MSE_Viewed__c: true,
    MSE_Clicked__c: true,
    MSE_Replied__c: true,
    MSE_Email_Status__c: 'bounced',
  };

  it('sets its own field of the send’s Task', () => {
    const each = ['emailOpened', 'emailClicked', 'emailReplied', 'emailBounced'] as const;
    expect(each.map((kind) => marksOf([kind], update))).toEqual(
      Object.entries(ALL).map(([name, value]) => ({ [name]: value })),
    );
    expect(marksOf(['emailSent', 'callReceived'], update)).toEqual({});
  });

  it('is one change whatever the order and number; a checkbox is never cleared', () => {
    const kind = fc.constantFrom('emailOpened', 'emailClicked', 'emailReplied', 'emailBounced');
    fc.assert(
      fc.property(fc.array(kind), fc.array(kind), (some, more) => {
        const folded = marksOf([...some, ...more], update);
        expect(folded).toEqual(marksOf([...more, ...some, ...some], update));
        expect(folded).toEqual({ ...marksOf(some, update), ...marksOf(more, update) });
        expect(Object.values(folded)).not.toContain(false);
        expect(isMarked({ ...ALL, Subject: 'x' }, folded)).toBe(true);
        expect(isMarked({}, folded)).toBe(Object.keys(folded).length === 0);
      }),
    );
  });

  it('changes only what the org has and lets us change', () => {
    const fields = fieldsOf(
      taskField('MSE_Viewed__c', 'boolean', { isUpdateable: false }),
      taskField('MSE_Clicked__c', 'string'),
      taskField('MSE_Email_Status__c', 'picklist', { picklistValues: ['Bounced'] }),
      taskField('MSE_Replied__c', 'boolean'),
    );
    const all = ['emailOpened', 'emailClicked', 'emailReplied', 'emailBounced'] as const;
    expect(marksOf(all, { fields, use: 'update' })).toEqual({ MSE_Replied__c: true });
  });

  it('is there only when all of it is', () => {
    const marks = marksOf(['emailOpened', 'emailBounced'], update);
    expect(isMarked({ MSE_Viewed__c: true, MSE_Email_Status__c: 'sent' }, marks)).toBe(false);
    expect(isMarked({ MSE_Viewed__c: true, MSE_Email_Status__c: 'bounced' }, marks)).toBe(true);
  });
});
