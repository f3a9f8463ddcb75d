import { describe, expect, it } from 'vitest';
import { lookUpUnknown } from '../../../../activities/sales-activities/look-up.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { activityKey } from '../../../../model/salesforce-task/key.ts';
import { personId, ticket } from '../../../store/people.ts';
import { activityId, kindOf, sent } from '../../../store/sales-activities.ts';
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import { FakeSalesforce, KEY } from './fake-salesforce.ts';
import { CONTACT, LEAD, openRig, PERSON, running, USER } from './rig.ts';

const keyOf = (id: string) => activityKey(activityId(id), 'default');

async function open(
  person: Parameters<Awaited<ReturnType<typeof openRig>>['person']>[1] = { salesforceContactId: CONTACT },
) {
  const salesforce = new FakeSalesforce();
  const rig = await openRig(salesforce);
  await rig.person(PERSON, person);
  const task = (id: string) => [...salesforce.tasks.values()].find((one) => one[KEY] === keyOf(id));
  return { rig, salesforce, task };
}

const opened = (id: string, emailId: string) => kindOf('emailOpened', id, { emailId });
const clicked = (id: string, emailId: string) => kindOf('emailClicked', id, { emailId });
const replied = (id: string, emailId: string) => kindOf('emailReplied', id, { emailId });
const bounced = (id: string, emailId: string) => kindOf('emailBounced', id, { emailId });
const called = (id: string, change = {}) => kindOf('callReceived', id, change);

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

describe('what is refused', () => {
  it('for its fields is written at once without them, after a fresh look at the org', async () => {
    const { rig, salesforce, task } = await open();
    salesforce.fate = (record) =>
      'MSE_Template__c' in record ? { key: 'salesforce.INVALID_FIELD', fields: ['MSE_Template__c'] } : null;
    await rig.take(sent('a'), called('b'));
    await rig.send();
    expect(salesforce.writes.map(({ records }) => records.length)).toEqual([2, 1]);
    expect(task('a')).toMatchObject({ MSE_Campaign__c: 'Autumn' });
    expect(task('a')).not.toHaveProperty('MSE_Template__c');
    expect(salesforce.describes).toBe(2);
  });

  it('as a whole call for a field hidden since: all go without it', async () => {
    const { rig, salesforce, task } = await open();
    salesforce.onCall = (_, records) => {
      if (!records.some((record) => 'MSE_Campaign__c' in record)) return;
      salesforce.hidden.add('mse_campaign__c');
      throw new AppError('salesforce.INVALID_FIELD');
    };
    await rig.take(sent('a'), called('b'));
    await rig.send();
    expect(task('a')).not.toHaveProperty('MSE_Campaign__c');
    expect(await rig.ends('a', 'b')).toEqual({ a: 'done', b: 'done' });
  });

  it('because the lead was converted goes to its contact, with the opportunity', async () => {
    const { rig, salesforce, task } = await open({ salesforceLeadId: LEAD });
    salesforce.rows.Lead = [{ Id: LEAD, ConvertedContactId: CONTACT }];
    salesforce.fate = ({ WhoId }) =>
      WhoId === LEAD ? { key: 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD', fields: ['WhoId'] } : null;
    await rig.take(sent('a', { opportunityId: '006000000000001AAA' }));
    await rig.send();
    expect(task('a')).toMatchObject({ WhoId: CONTACT, WhatId: '006000000000001AAA' });
    salesforce.rows.Lead = [];
    await rig.take(sent('b'));
    await rig.send();
    expect(await rig.ends('b')).toEqual({ b: 'failed salesforce.CANNOT_UPDATE_CONVERTED_LEAD' });
  });

  it('because another call has made it is done', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'), sent('b'), opened('o', 'a'));
    salesforce.tasks.set('00TX', { [KEY]: keyOf('a'), Subject: 'there' });
    salesforce.tasks.set('00TY', { [KEY]: keyOf('b'), Subject: 'there' });
    salesforce.fate = (record) =>
      record[KEY] === keyOf('a')
        ? { key: 'salesforce.DUPLICATE_VALUE', fields: [KEY] }
        : { key: 'salesforce.INVALID_FIELD', fields: ['TaskSubtype'] };
    await rig.send();
    expect(await rig.statusOf('a')).toEqual({ state: 'done', reference: '00TX' });
    expect(await rig.statusOf('b')).toEqual({ state: 'done', reference: '00TY' });
    expect(salesforce.tasks.get('00TX')).toEqual({ [KEY]: keyOf('a'), Subject: 'there' });
    expect(await rig.ends('o')).toEqual({ o: 'parked sendNotDone' });
    salesforce.fate = () => null;
    rig.clock.advance(5 * SECOND);
    await rig.resume();
    await rig.send();
    expect(salesforce.tasks.get('00TX')).toEqual({ [KEY]: keyOf('a'), Subject: 'there', MSE_Viewed__c: true });
  });

  it('for a lock comes again within seconds; for an inactive owner fails; neighbours go', async () => {
    const { rig, salesforce } = await open();
    salesforce.fate = (record) => {
      if (record[KEY] === keyOf('locked')) return { key: 'salesforce.UNABLE_TO_LOCK_ROW' };
      return record[KEY] === keyOf('owner') ? { key: 'salesforce.INACTIVE_OWNER_OR_USER' } : null;
    };
    await rig.take(sent('locked'), sent('owner'), sent('fine'));
    await rig.send();
    expect(await rig.ends('locked', 'owner', 'fine')).toEqual({
      locked: 'parked salesforce.UNABLE_TO_LOCK_ROW',
      owner: 'failed salesforce.INACTIVE_OWNER_OR_USER',
      fine: 'done',
    });
    salesforce.fate = () => null;
    rig.clock.advance(2 * SECOND);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('locked')).toEqual({ locked: 'done' });
  });

  it('as a whole call for one record’s value: that one fails alone', async () => {
    const { rig, salesforce } = await open();
    salesforce.onCall = (_, records) => {
      if (records.some(({ Subject }) => Subject === 'Email: bad')) throw new AppError('salesforce.JSON_PARSER_ERROR');
    };
    const ids = Array.from({ length: 200 }, (_, index) => `m-${index}`);
    await rig.take(...ids.map((id, index) => sent(id, index === 77 ? { emailSubject: 'bad' } : {})));
    await rig.send();
    const ends = Object.entries(await rig.ends(...ids)).filter(([, end]) => end !== 'done');
    expect(ends).toEqual([['m-77', 'failed salesforce.JSON_PARSER_ERROR']]);
    expect(salesforce.tasks.size).toBe(199);
  });

  it('as a whole call for a value of each: all fail, but not in hundreds of calls', async () => {
    const { rig, salesforce } = await open();
    let calls = 0;
    salesforce.onCall = (endpoint) => {
      if (endpoint !== 'upsert') return;
      calls += 1;
      throw new AppError('salesforce.JSON_PARSER_ERROR');
    };
    const ids = Array.from({ length: 32 }, (_, index) => `m-${index}`);
    await rig.take(...ids.map((id) => sent(id)));
    await rig.send();
    expect(calls).toBeLessThan(40);
    for (let times = 0; times < 9; times++) {
      await rig.resume();
      await rig.send();
    }
    const ends = new Set(Object.values(await rig.ends(...ids)));
    expect([...ends]).toEqual(['failed salesforce.JSON_PARSER_ERROR']);
  });

  it('for want of the key field waits: nothing is ever written without a key', async () => {
    const { rig, salesforce } = await open();
    salesforce.hidden.add(KEY.toLowerCase());
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.keyField.missing' });
    expect(salesforce.writes).toEqual([]);
    salesforce.hidden.clear();
    rig.clock.advance(10 * MINUTE);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
  });

  it('because the key field was hidden since: it waits, and nothing was written', async () => {
    const { rig, salesforce } = await open();
    salesforce.onCall = (endpoint) => {
      if (endpoint !== 'upsert') return;
      salesforce.hidden.add(KEY.toLowerCase());
      throw new AppError('salesforce.INVALID_FIELD');
    };
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.keyField.missing' });
    expect(salesforce.tasks.size).toBe(0);
  });

  it('for want of a closed status waits', async () => {
    const { rig, salesforce } = await open();
    salesforce.rows.TaskStatus = [];
    await rig.take(sent('a'));
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked salesforce.closedStatus.missing' });
  });
});

describe('a call whose end is not known', () => {
  it('is looked up after 95 s: what is there is done, what is not is sent again, once each', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'));
    await rig.send();
    await rig.take(sent('a'), sent('b'), opened('o', 'mail'), replied('r', 'mail'));
    salesforce.fate = (record) =>
      record[KEY] === keyOf('b') ? { key: 'salesforce.UNABLE_TO_LOCK_ROW' } : 'unanswered';
    await rig.send();
    expect(await rig.ends('a', 'b', 'o', 'r')).toEqual({
      a: 'unknown',
      b: 'parked salesforce.UNABLE_TO_LOCK_ROW',
      o: 'unknown',
      r: 'unknown',
    });
    salesforce.fate = () => null;
    rig.clock.advance(94 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(0);
    rig.clock.advance(2 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(3);
    expect(await rig.ends('a', 'o', 'r')).toEqual({ a: 'done', o: 'done', r: 'done' });
    expect(await rig.statusOf('o')).toMatchObject({ reference: '00T000000000001AAA' });
    await rig.resume();
    await rig.send();
    expect(task('b')).toBeDefined();
    expect(salesforce.tasks.size).toBe(4);
  });

  it('of which nothing is there is sent again; of a reply only what is missing', async () => {
    const { rig, salesforce, task } = await open();
    await rig.take(sent('mail'));
    await rig.send();
    await rig.take(opened('o', 'mail'), sent('a'), replied('r', 'mail'));
    await rig.store.salesActivities.claim({ vendor: 'salesforce', batch: 'dead', limit: 9, now: rig.clock.now() });
    salesforce.tasks.set('00TR', { [KEY]: keyOf('r'), Subject: 'changed by a seller' });
    rig.clock.advance(121 * SECOND);
    expect(await lookUpUnknown(rig.deps, running)).toBe(3);
    await rig.send();
    expect(await rig.ends('o', 'a', 'r')).toEqual({ o: 'done', a: 'done', r: 'done' });
    expect(task('mail')).toMatchObject({ MSE_Viewed__c: true, MSE_Replied__c: true });
    expect(task('r')?.Subject).toBe('changed by a seller');
    expect(salesforce.tasks.size).toBe(3);
  });
});

describe('too late, or told to stop', () => {
  it('after 5 s nothing is written, and it is claimed anew', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'));
    salesforce.onCall = (endpoint) => {
      if (endpoint === 'query') rig.clock.advance(5_001);
    };
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'parked heldUp' });
    expect(salesforce.writes).toEqual([]);
    rig.clock.advance(1);
    await rig.resume();
    await rig.send();
    expect(await rig.ends('a')).toEqual({ a: 'done' });
  });

  it('a call that Salesforce refuses as a whole before anything was written waits', async () => {
    const { rig, salesforce } = await open();
    await rig.take(sent('a'), sent('b'));
    const retryAt = new Date(rig.clock.ms + HOUR);
    salesforce.onCall = () => {
      throw new AppError('quota.dayShareUsed', { retryAt });
    };
    await rig.send();
    expect(await rig.statusOf('b')).toEqual({ state: 'parked', until: retryAt, reason: 'quota.dayShareUsed' });
    expect(salesforce.writes).toEqual([]);
  });
});
