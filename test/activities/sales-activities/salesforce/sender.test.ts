import { describe, expect, it } from 'vitest';
import { personId, ticket } from '../../../store/people.ts';
import { kindOf, sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE } from '../../clock.ts';
import { CONTACT, LEAD, PERSON, USER } from './rig.ts';
import { bounced, called, clicked, open, opened, replied } from './sender-rig.ts';

describe('what becomes a Task', () => {
  it('a send, a reply and a call each become one, with their keys, in one call', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'), called('call'), replied('reply', 'other'));
    await rig.send();
    expect(salesforce.writes.map(({ kind, records }) => [kind, records.length])).toEqual([['upsert', 3]]);
    expect(task('mail')).toMatchObject({ OwnerId: USER, WhoId: CONTACT, Status: 'Finished', Type: 'Email' });
    expect(task('call')).toMatchObject({ Type: 'Call', CallDurationInSeconds: 42 });
    expect(task('reply')).toMatchObject({ Type: 'Reply' });
    expect(await rig.statusOf('mail')).toEqual({ state: 'done', reference: '00T000000000002AAA' });
    expect(await rig.ends('call', 'reply')).toEqual({ call: 'done', reply: 'parked sendNotDone' });
  });

  it('a reply that does not say what it replies to has the subject of its send', async () => {
    const { rig, task } = await open();
    await rig.take(sent('mail', { emailSubject: 'Offer' }), replied('reply', 'mail'));
    await rig.send();
    expect(task('reply')?.Subject).toBe('Reply: Offer');
    expect(task('mail')).toMatchObject({ MSE_Replied__c: true, Subject: 'Email: Offer' });
    expect(await rig.ends('mail', 'reply')).toEqual({ mail: 'done', reply: 'done' });
  });
});

describe('whose Task it is', () => {
  const KIM = 'kim@seller.example';

  it('the one active user with the seller’s address, asked for once a day', async () => {
    const { rig, salesforce, task } = await open();
    salesforce.rows.User = [{ Id: USER, Email: 'Kim@Seller.example', TimeZoneSidKey: 'Asia/Tokyo' }];
    const kims = { seller: KIM, occurredAt: '2026-11-27T00:30:00+09:00' };
    const asked = () => salesforce.queries.filter((soql) => soql.includes('FROM User')).length;
    await rig.take(sent('a', kims));
    await rig.send();
    await rig.take(sent('b', kims));
    await rig.send();
    expect(task('b')).toMatchObject({ OwnerId: USER, ActivityDate: '2026-11-27' });
    expect(asked()).toBe(1);
    await rig.store.sellers.set(KIM, { timeZone: 'America/Los_Angeles' }, 'test');
    rig.clock.advance(24 * HOUR);
    await rig.take(sent('c', kims));
    await rig.send();
    expect(task('c')).toMatchObject({ OwnerId: USER, ActivityDate: '2026-11-26' });
    expect(asked()).toBe(2);
  });

  it.each([
    ['nobody', []],
    ['two users', ['005A', '005B'].map((Id) => ({ Id, Email: KIM }))],
  ])('%s with the address: skipped, and asked for again after ten minutes', async (_, users) => {
    const { rig, salesforce } = await open();
    salesforce.rows.User = users;
    const kims = { seller: KIM };
    const odd = { seller: 'k\u0007m@seller.example' };
    await rig.take(sent('a', kims), sent('b', kims), called('c', { seller: "o'neil@seller.example" }), sent('d'));
    await rig.take(sent('odd', odd));
    await rig.send();
    const skipped = 'skipped sellerUnknown';
    const ends = { a: skipped, b: skipped, c: skipped, d: 'done', odd: skipped };
    expect(await rig.ends('a', 'b', 'c', 'd', 'odd')).toEqual(ends);
    expect(salesforce.queries.find((soql) => soql.includes('User'))).toContain(
      "IN ('kim@seller.example','o\\'neil@seller.example')",
    );
    salesforce.rows.User = [{ Id: USER, Email: KIM }];
    rig.clock.advance(10 * MINUTE);
    await rig.take(sent('e', kims));
    await rig.send();
    expect(await rig.ends('e')).toEqual({ e: 'done' });
  });
});

describe('which record it hangs on', () => {
  it.each([
    [{ salesforceContactId: CONTACT, salesforceLeadId: LEAD }, CONTACT],
    [{ salesforceLeadId: LEAD }, LEAD],
    [{ salesforceContactId: 'n/a', salesforceLeadId: LEAD }, LEAD],
  ])('the contact before the lead: %j', async (person, whoId) => {
    const { rig, task } = await open(person);
    await rig.take(sent('a', { opportunityId: '006000000000001AAA' }));
    await rig.send();
    expect(task('a')?.WhoId).toBe(whoId);
    expect(task('a')?.WhatId).toBe(whoId === CONTACT ? '006000000000001AAA' : undefined);
  });

  it('that of the merge’s winner', async () => {
    const { rig, task } = await open({ state: 'merged', salesforceLeadId: LEAD });
    await rig.person(12, { salesforceContactId: CONTACT });
    const alias = { alias: { asOf: ticket(2), winner: personId(12) } };
    await rig.person(PERSON, { state: 'merged', salesforceLeadId: LEAD }, alias);
    await rig.take(sent('a'));
    await rig.send();
    expect(task('a')?.WhoId).toBe(CONTACT);
  });

  const row = (Id: string, CreatedDate: string, LastActivityDate: string | null = null) => {
    return { Id, Email: 'ADA@example.com', CreatedDate, LastActivityDate };
  };
  const both = [
    row('003A', '2026-01-01', '2026-05-01'),
    row('003B', '2026-02-01'),
    row('003C', '2026-01-02', '2026-05-01'),
  ];

  it.each([
    ['mostRecentlyActive', '003C'],
    ['mostRecentlyCreated', '003B'],
    ['all', '003C'],
  ] as const)('by address where the person has none: of several, by the rule %s', async (duplicateRule, whoId) => {
    const { rig, salesforce, task } = await open({});
    await rig.store.settings.setSalesforce({ duplicateRule }, 'test');
    salesforce.rows.Contact = both;
    salesforce.rows.Lead = [row('00QA', '2026-10-01', '2026-10-01')];
    await rig.take(sent('a'), replied('b', 'a'), called('c'));
    await rig.send();
    expect([task('a'), task('b')].map((one) => one?.WhoId)).toEqual([whoId, whoId]);
    expect(await rig.ends('a', 'b', 'c')).toEqual({ a: 'done', b: 'done', c: 'skipped noSalesforceRecord' });
    expect(salesforce.tasks.size).toBe(2);
  });

  it('a lead has the address only where no contact has it; with the rule none, several are no record', async () => {
    const { rig, salesforce, task } = await open({});
    await rig.store.settings.setSalesforce({ duplicateRule: 'none' }, 'test');
    salesforce.rows.Lead = [row('00QA', '2026-10-01')];
    await rig.take(sent('a'));
    await rig.send();
    expect(task('a')?.WhoId).toBe('00QA');
    salesforce.rows.Contact = both;
    await rig.take(sent('b'));
    await rig.send();
    expect(await rig.ends('b')).toEqual({ b: 'skipped severalRecords' });
  });

  it('by many addresses in few queries, each of a length that every server takes', async () => {
    const { rig, salesforce } = await open();
    const emails = Array.from({ length: 200 }, (_, index) => `somebody.${index}@a-longer-domain.example`);
    for (const [index, email] of emails.entries()) await rig.person(100 + index, { email });
    salesforce.rows.Contact = emails.map((Email, index) => ({ Id: `003${index}`, Email, CreatedDate: '2026-01-01' }));
    await rig.take(...emails.map((_, index) => sent(`m-${index}`, { personId: 100 + index })));
    await rig.send();
    expect(salesforce.tasks.size).toBe(200);
    const queries = salesforce.queries.filter((soql) => soql.includes('FROM Contact'));
    expect(queries.length).toBeLessThanOrEqual(3);
    for (const soql of salesforce.queries) expect(encodeURIComponent(soql).length).toBeLessThan(7_500);
  });

  it('none: skipped, and its neighbours go', async () => {
    const { rig } = await open({});
    await rig.person(5, { salesforceLeadId: LEAD });
    await rig.person(6, { email: null });
    await rig.take(sent('a'), sent('b', { personId: 5 }), sent('c', { personId: 6 }));
    await rig.send();
    const none = 'skipped noSalesforceRecord';
    expect(await rig.ends('a', 'b', 'c')).toEqual({ a: none, b: 'done', c: none });
  });
});

describe('late engagement', () => {
  it('that comes with its send is written with it', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(opened('o1', 'mail'), sent('mail'), opened('o2', 'mail'), bounced('b', 'mail'));
    await rig.send();
    expect(salesforce.writes.map(({ records }) => records.length)).toEqual([1]);
    expect(task('mail')).toMatchObject({ MSE_Viewed__c: true, MSE_Email_Status__c: 'bounced' });
    expect(await rig.ends('o1', 'mail', 'o2', 'b')).toEqual({ o1: 'done', mail: 'done', o2: 'done', b: 'done' });
  });

  it('of one send is one change of its Task by its id, never a second Task', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'), sent('other'));
    await rig.send();
    await rig.take(opened('o1', 'mail'), opened('o2', 'mail'), clicked('c', 'mail'), opened('o3', 'other'));
    await rig.send();
    expect(salesforce.writes.at(-1)).toEqual({
      kind: 'update',
      records: [
        { Id: '00T000000000001AAA', MSE_Viewed__c: true, MSE_Clicked__c: true },
        { Id: '00T000000000002AAA', MSE_Viewed__c: true },
      ],
    });
    expect(task('mail')).toMatchObject({ Subject: 'Email: Hello (SIA-12345678)', MSE_Email_Status__c: 'sent' });
    expect(await rig.statusOf('c')).toEqual({ state: 'done', reference: '00T000000000001AAA' });
    expect(salesforce.tasks.size).toBe(2);
  });

  it('waits for its send, and is skipped after a day', async () => {
    const { rig, salesforce } = await open();
    await rig.take(opened('o', 'mail'));
    await rig.send();
    expect(await rig.ends('o')).toEqual({ o: 'parked sendNotDone' });
    await rig.take(sent('mail'));
    salesforce.fate = () => ({ key: 'salesforce.DUPLICATE_VALUE', fields: ['Other__c'] });
    rig.clock.advance(10 * MINUTE);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('o', 'mail')).toEqual({
      o: 'parked sendNotDone',
      mail: 'parked salesforce.DUPLICATE_VALUE',
    });
    rig.clock.advance(24 * HOUR);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('o')).toEqual({ o: 'skipped sendNotLogged' });
    expect(salesforce.tasks.size).toBe(0);
  });

  it('is skipped where its send is, where its send is no e-mail, and where the Task is gone', async () => {
    const { rig, salesforce } = await open();
    await rig.person(6, { email: null });
    await rig.take(sent('none', { personId: 6 }), called('call'), sent('mail'));
    await rig.send();
    salesforce.fate = () => ({ key: 'salesforce.ENTITY_IS_DELETED' });
    await rig.take(opened('a', 'none'), opened('b', 'call'), opened('c', 'mail'));
    await rig.send();
    expect(await rig.ends('a', 'b', 'c')).toEqual({
      a: 'skipped sendNotLogged',
      b: 'skipped sendNotLogged',
      c: 'skipped sendTaskGone',
    });
  });

  it('of a reply, whose own Task does not wait and is written once', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(replied('reply', 'mail'));
    await rig.send();
    expect(task('reply')).toMatchObject({ Type: 'Reply' });
    const id = [...salesforce.tasks.keys()].join();
    salesforce.tasks.set(id, { ...task('reply'), Subject: 'changed by a seller' });
    await rig.take(sent('mail'));
    await rig.send();
    rig.clock.advance(MINUTE);
    await rig.resume();
    await rig.send();
    expect(task('mail')).toMatchObject({ MSE_Replied__c: true });
    expect(task('reply')?.Subject).toBe('changed by a seller');
    expect(await rig.statusOf('reply')).toEqual({ state: 'done', reference: id });
  });

  it('of a reply is marked although the reply itself can’t be logged', async () => {
    const { rig, task } = await open();
    await rig.take(sent('mail'), kindOf('emailReplied', 'reply', { emailId: 'mail', seller: 'x@seller.example' }));
    await rig.send();
    expect(task('mail')).toMatchObject({ MSE_Replied__c: true });
    expect(await rig.ends('reply')).toEqual({ reply: 'skipped sellerUnknown' });
  });

  it('that the org has no field for is skipped', async () => {
    const { rig, salesforce } = await open();
    for (const name of ['mse_viewed__c', 'mse_clicked__c']) salesforce.hidden.add(name);
    await rig.take(sent('mail'), opened('early', 'mail'));
    await rig.send();
    await rig.take(opened('o', 'mail'), clicked('c', 'mail'), bounced('b', 'mail'));
    await rig.send();
    const nothing = 'skipped nothingToUpdate';
    expect(await rig.ends('early', 'o', 'c', 'b')).toEqual({ early: nothing, o: nothing, c: nothing, b: 'done' });
  });
});
