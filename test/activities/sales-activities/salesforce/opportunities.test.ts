import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../../model/errors/registry.ts';
import { activityKey } from '../../../../model/salesforce-task/key.ts';
import { activityId, kindOf, sent } from '../../../store/sales-activities.ts';
import { MINUTE, SECOND } from '../../clock.ts';
import { FakeSalesforce, KEY } from './fake-salesforce.ts';
import { openOrg } from './org.ts';
import { CONTACT, LEAD, openRig, PERSON } from './rig.ts';

const role = (OpportunityId: string, LastModifiedDate: string, ContactId = CONTACT) => {
  return { ContactId, OpportunityId, Opportunity: { LastModifiedDate } };
};
const OLD = role('006000000000001AAA', '2026-11-01T00:00:00.000+0000');
const NEW = role('006000000000002AAA', '2026-11-02T00:00:00.000+0000');
const OTHER = '006000000000009AAA';

async function open(person: object = { salesforceContactId: CONTACT }, isOn = true) {
  const salesforce = new FakeSalesforce();
  salesforce.rows.OpportunityContactRole = [
    OLD,
    NEW,
    role(OTHER, '2026-11-03T00:00:00.000+0000', '003000000000002AAA'),
  ];
  const rig = await openRig(salesforce);
  await rig.store.settings.setSalesforce({ opportunityFromRoles: isOn }, 'test');
  await rig.person(PERSON, person);
  const key = (id: string) => activityKey(activityId(id), 'default');
  const task = (id: string) => [...salesforce.tasks.values()].find((one) => one[KEY] === key(id));
  const asked = () => salesforce.queries.filter((soql) => soql.includes('FROM OpportunityContactRole'));
  const told = async () =>
    (await rig.store.failures.list(9)).map(({ flow, key: error, count }) => [flow, error, count]);
  /** Of the query for roles alone. */
  const refuse = (error: ErrorKey) => {
    salesforce.onCall = (endpoint) => {
      if (endpoint === 'query' && salesforce.queries.at(-1)?.includes('ContactRole')) throw new AppError(error);
    };
  };
  return { rig, salesforce, task, asked, told, refuse };
}

describe('an opportunity from the contact’s roles', () => {
  it('is not asked for where the setting is off', async () => {
    const { rig, task, asked } = await open({ salesforceContactId: CONTACT }, false);
    await rig.take(sent('a'));
    await rig.send();
    expect(task('a')).not.toHaveProperty('WhatId');
    expect(asked()).toEqual([]);
  });

  it('is the one modified last, asked for once for all; what an activity names goes first', async () => {
    const { rig, task, asked } = await open();
    await rig.person(5, { salesforceContactId: '003000000000003AAA' });
    await rig.person(6, { salesforceLeadId: LEAD });
    await rig.take(sent('a'), kindOf('callReceived', 'b'), sent('c', { opportunityId: OTHER }));
    await rig.take(sent('d', { personId: 5 }), sent('e', { personId: 6 }));
    await rig.send();
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => task(id)?.WhatId)).toEqual([
      NEW.OpportunityId,
      NEW.OpportunityId,
      OTHER,
      undefined,
      undefined,
    ]);
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatch(
      /Opportunity\.IsClosed = false AND ContactId IN \('003000000000001','003000000000003'\)$/,
    );
  });

  it('of 200 contacts is one query of a length that every server takes', async () => {
    const { rig, asked } = await open();
    for (let person = 100; person < 300; person++) {
      await rig.person(person, { salesforceContactId: `003000000000${person}AAA` });
    }
    await rig.take(...Array.from({ length: 200 }, (_, index) => sent(`m-${index}`, { personId: 100 + index })));
    await rig.send();
    expect(asked()).toHaveLength(1);
    expect(encodeURIComponent(asked().join()).length).toBeLessThan(7_500);
  });

  it('is not asked for where every activity names one, or nobody is a contact', async () => {
    const { rig, asked } = await open();
    await rig.person(6, { salesforceLeadId: LEAD });
    await rig.take(sent('a', { opportunityId: OTHER }), sent('b', { personId: 6 }));
    await rig.send();
    expect(asked()).toEqual([]);
  });

  it('of a lead that was converted is that of its contact', async () => {
    const { rig, salesforce, task } = await open({ salesforceLeadId: LEAD });
    salesforce.rows.Lead = [{ Id: LEAD, ConvertedContactId: CONTACT }];
    salesforce.fate = ({ WhoId }) =>
      WhoId === LEAD ? { key: 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD', fields: ['WhoId'] } : null;
    await rig.take(sent('a'), sent('b', { opportunityId: OTHER }));
    await rig.send();
    expect(task('a')).toMatchObject({ WhoId: CONTACT, WhatId: NEW.OpportunityId });
    expect(task('b')).toMatchObject({ WhoId: CONTACT, WhatId: OTHER });
  });

  it('of a Task that is there does not change, whatever is tried again or comes late', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('a'), sent('b'));
    salesforce.fate = () => 'unanswered';
    await rig.send();
    salesforce.fate = () => null;
    expect(task('a')?.WhatId).toBe(NEW.OpportunityId);
    salesforce.rows.OpportunityContactRole = [role(OTHER, '2026-11-09T00:00:00.000+0000')];
    expect(await rig.lookUp()).toBe(2);
    await rig.take(kindOf('emailOpened', 'o', { emailId: 'a' }), sent('c'));
    await rig.send();
    expect(await rig.ends('a', 'b', 'o', 'c')).toEqual({ a: 'done', b: 'done', o: 'done', c: 'done' });
    expect(task('a')).toMatchObject({ WhatId: NEW.OpportunityId, MSE_Viewed__c: true });
    expect(['b', 'c'].map((id) => task(id)?.WhatId)).toEqual([NEW.OpportunityId, OTHER]);
  });

  it.each(['INVALID_TYPE', 'INVALID_FIELD', 'QUERY_TIMEOUT'] as const)(
    'refused with %s: the Task goes without it, told once, and asked for again after ten minutes',
    async (code) => {
      const { rig, salesforce, task, asked, told, refuse } = await open();
      refuse(`salesforce.${code}`);
      await rig.take(sent('a'));
      await rig.send();
      await rig.take(sent('b'));
      await rig.send();
      expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
      expect(task('a')).not.toHaveProperty('WhatId');
      expect(asked()).toHaveLength(1);
      expect(await told()).toEqual([['salesforce-opportunities', `salesforce.${code}`, 1]]);
      salesforce.onCall = () => undefined;
      rig.clock.advance(10 * MINUTE);
      await rig.take(sent('c'));
      await rig.send();
      expect(task('c')?.WhatId).toBe(NEW.OpportunityId);
      expect(await told()).toEqual([]);
    },
  );

  it('is told of no longer once the setting is off', async () => {
    const { rig, salesforce, told, refuse } = await open();
    refuse('salesforce.INVALID_TYPE');
    await rig.take(sent('a'));
    await rig.send();
    expect(await told()).toHaveLength(1);
    salesforce.onCall = () => undefined;
    await rig.store.settings.setSalesforce({ opportunityFromRoles: false }, 'test');
    await rig.take(sent('b'));
    await rig.send();
    expect(await told()).toEqual([]);
  });

  it('that can’t be asked for because Salesforce takes no calls waits with its Task', async () => {
    const { rig, salesforce, told, refuse } = await open();
    refuse('salesforce.SERVER_UNAVAILABLE');
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.SERVER_UNAVAILABLE' });
    expect(salesforce.writes).toEqual([]);
    expect(await told()).toEqual([]);
  });

  it.each([
    ['naming it', ['WhatId']],
    ['naming nothing', []],
  ])('that Salesforce then refuses, %s: the Task is made without it', async (_, fields) => {
    const { rig, salesforce, task } = await open();
    salesforce.fate = (record) =>
      'WhatId' in record ? { key: 'salesforce.INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', fields } : null;
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
    expect(task('a')).not.toHaveProperty('WhatId');
  });
});

describe('against the simulated org', () => {
  async function withRoles() {
    const org = await openOrg();
    const { sender: rig, simulator } = org;
    const [contact = ''] = await org.people(1, 'Contact');
    await rig.store.settings.setSalesforce({ opportunityFromRoles: true }, 'test');
    for (const row of [...simulator.org.store.table('OpportunityContactRole').all()]) {
      if (row.get('ContactId') === contact) await simulator.control('DELETE', `/records/${String(row.get('Id'))}`);
    }
    const opportunity = async (StageName: string) => {
      const id = await simulator.create('Opportunity', { Name: StageName, StageName, CloseDate: '2027-01-31' });
      await simulator.create('OpportunityContactRole', { OpportunityId: id, ContactId: contact });
      rig.clock.advance(SECOND);
      return id;
    };
    const mine = { personId: 1, seller: org.seller().email };
    return { org, rig, simulator, opportunity, mine };
  }

  it('of the open ones the one modified last; a change of another later moves no Task', async () => {
    const { org, rig, simulator, opportunity, mine } = await withRoles();
    const first = await opportunity('Proposal');
    const second = await opportunity('Qualification');
    await opportunity('Closed Won');
    await rig.take(sent('mail', mine));
    await rig.send();
    expect(await org.taskOf('mail')).toMatchObject({ WhatId: second });
    await simulator.control('PATCH', `/records/${first}`, { values: { StageName: 'Negotiation' } });
    await rig.take(kindOf('emailOpened', 'open', { ...mine, emailId: 'mail' }), sent('next', mine));
    await rig.send();
    expect(await org.taskOf('mail')).toMatchObject({ WhatId: second, MSE_Viewed__c: true });
    expect(await org.taskOf('next')).toMatchObject({ WhatId: first });
  });

  it.each([
    ['OpportunityContactRole', { objects: { OpportunityContactRole: 'hidden' } }, 'INVALID_TYPE'],
    ['a field of Opportunity', { fields: { 'Opportunity.IsClosed': 'hidden' } }, 'INVALID_FIELD'],
  ])('where the user may not see %s, the Task goes without, and failures tell it', async (_, access, code) => {
    const { org, rig, simulator, opportunity, mine } = await withRoles();
    await opportunity('Proposal');
    await simulator.change({ kind: 'access', ...access });
    await rig.take(sent('mail', mine));
    await rig.send();
    expect(await org.taskOf('mail')).not.toHaveProperty('WhatId');
    expect(await rig.ends('mail')).toEqual({ mail: 'done' });
    expect(await rig.store.failures.list(9)).toMatchObject([
      { flow: 'salesforce-opportunities', key: `salesforce.${code}` },
    ]);
  });
});
