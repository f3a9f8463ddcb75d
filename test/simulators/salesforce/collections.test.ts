import { describe, expect, it } from 'vitest';
import { codeOf, type Rig, rig } from './harness.ts';

const task = (values: object = {}) => ({ attributes: { type: 'Task' }, ...values });
const create = (r: Rig, records: readonly object[], allOrNone = false) =>
  r.api('POST', '/composite/sobjects', { body: { allOrNone, records } });
const upsert = (r: Rig, records: readonly object[]) =>
  r.api('PATCH', '/composite/sobjects/Task/Actions_Sync_Key__c', { body: { records } });
const subjects = (r: Rig) => r.column("SELECT Subject FROM Task WHERE Subject LIKE 'n%' ORDER BY Subject", 'Subject');

describe('collections', () => {
  it('S33 results keep the order, the answer is a 200 and a failed item has its code in statusCode', async () => {
    const r = await rig();
    const made = await create(r, [task({ Subject: 'n1' }), task({ Status: 'Done' }), task({ Subject: 'n3' })]);
    expect(made.status).toBe(200);
    expect(made.list.map(({ success }) => success)).toEqual([true, false, true]);
    expect(made.list[1]?.errors).toEqual([
      {
        statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        message: 'Status: bad value for restricted picklist field: Done',
        fields: ['Status'],
      },
    ]);
    const ids = made.list.filter(({ success }) => success).map(({ id }) => id);
    const records = ids.map((id, i) => task({ id, Subject: `n${i}!` }));
    const changed = await r.api('PATCH', '/composite/sobjects', { body: { records } });
    expect(changed.list).toEqual(ids.map((id) => ({ id, success: true, errors: [] })));
    const put = await upsert(r, [task({ Actions_Sync_Key__c: 'k', Subject: 'n9' }), task({ Subject: 'no key' })]);
    expect(put.list).toMatchObject([{ success: true, created: true }, { success: false }]);
    expect((await upsert(r, [task({ Actions_Sync_Key__c: 'k' })])).list[0]).toMatchObject({
      success: true,
      created: false,
    });
    expect(await subjects(r)).toEqual(['n0!', 'n1!', 'n9']);
    const body = { ids, fields: ['Subject'] };
    const posted = await r.api('POST', '/composite/sobjects/Task', { body });
    expect(posted.list).toMatchObject([{ Id: ids[0], Subject: 'n0!' }, { Id: ids[1] }]);
    const got = await r.api('GET', `/composite/sobjects/Task?ids=${ids.join(',')}&fields=Subject`);
    expect(got.list).toEqual(posted.list);
    const gone = await r.api('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
    expect(gone.list.map(({ success }) => success)).toEqual([true, true]);
    expect(await subjects(r)).toEqual(['n9']);
  });

  it('S34 with allOrNone one failure rolls everything back', async () => {
    const r = await rig();
    const { list, status } = await create(
      r,
      [task({ Subject: 'n1' }), task({ Status: 'Done' }), task({ Subject: 'n3' })],
      true,
    );
    expect(status).toBe(200);
    expect(list.map(({ errors }) => errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ]);
    expect(await subjects(r)).toEqual([]);
    expect((await r.control('GET', '/stats')).body.writes).toEqual({});
    const id = await r.create('Task', { Subject: 'n5' });
    const removed = await r.api('DELETE', `/composite/sobjects?ids=${id},00T5g00001ZZZZZ&allOrNone=true`);
    expect(removed.list.map(({ success }) => success)).toEqual([false, false]);
    expect(await subjects(r)).toEqual(['n5']);
  });

  it('S35 201 records, more than ten changes of type, and one key twice are refused', async () => {
    const r = await rig();
    expect(
      (
        await create(
          r,
          Array.from({ length: 200 }, () => task()),
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await create(
          r,
          Array.from({ length: 201 }, () => task()),
        )
      ).status,
    ).toBe(400);
    const account = { attributes: { type: 'Account' }, Name: 'n' };
    const mixed = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? task() : account));
    expect((await create(r, mixed(10))).list.every(({ success }) => success)).toBe(true);
    expect((await create(r, mixed(11))).status).toBe(400);
    const keyed = (key: string) => task({ Actions_Sync_Key__c: key, Subject: 'n' });
    const { list } = await upsert(r, [keyed('k'), keyed('other'), keyed('k')]);
    expect(list.map(({ errors }) => errors[0]?.statusCode)).toEqual(['DUPLICATE_VALUE', undefined, 'DUPLICATE_VALUE']);
    expect(list[0]?.errors[0]?.message).toBe('Duplicate external id specified: k');
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Loose__c', externalId: true } });
    await create(r, [task({ Loose__c: 'x' }), task({ Loose__c: 'x' })]);
    const body = { records: [task({ Loose__c: 'x' })] };
    const several = await r.api('PATCH', '/composite/sobjects/Task/Loose__c', { body });
    expect(several.list[0]?.errors[0]?.statusCode).toBe('DUPLICATE_EXTERNAL_ID');
  });

  it('S36 retrieve has null at the place of an id that is not there', async () => {
    const r = await rig();
    const [a, b] = [await r.create('Task', { Subject: 'a' }), await r.create('Task', { Subject: 'b' })];
    await r.api('DELETE', `/sobjects/Task/${b}`);
    const body = { ids: ['00T5g00001ZZZZZ', a, b, r.lead()], fields: ['Subject'] };
    const { list } = await r.api('POST', '/composite/sobjects/Task', { body });
    expect(list).toMatchObject([null, { Id: a }, null, null]);
  });
});

describe('composite calls', () => {
  const sub = (referenceId: string, method: string, path: string, body?: object) => ({
    method,
    url: `/services/data/v66.0${path}`,
    referenceId,
    ...(body === undefined ? {} : { body }),
  });
  const ask = (r: Rig, compositeRequest: readonly object[], allOrNone = false) =>
    r.api('POST', '/composite', { body: { allOrNone, compositeRequest } });

  it('S37 later ones refer to earlier ones, failures roll back with allOrNone, 25 and 5 are the limits', async () => {
    const r = await rig();
    const chain = [
      sub('acc', 'POST', '/sobjects/Account', { Name: 'New' }),
      sub('con', 'POST', '/sobjects/Contact', { LastName: 'X', AccountId: '@{acc.id}' }),
      sub('get', 'GET', '/sobjects/Contact/@{con.id}?fields=AccountId'),
    ];
    const done = await ask(r, chain);
    expect(done.status).toBe(200);
    const [account, , contact] = done.body.compositeResponse;
    expect(done.body.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200]);
    expect(contact?.body.AccountId).toBe(account?.body.id);
    const bad = sub('bad', 'POST', '/sobjects/Task', { Status: 'Done' });
    const before = await r.column('SELECT COUNT(Id) n FROM Account', 'n');
    const rolled = await ask(r, [sub('a', 'POST', '/sobjects/Account', { Name: 'Y' }), bad], true);
    expect(rolled.status).toBe(200);
    expect(rolled.body.compositeResponse.map(({ body }) => body[0]?.errorCode)).toEqual([
      'PROCESSING_HALTED',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    ]);
    expect(await r.column('SELECT COUNT(Id) n FROM Account', 'n')).toEqual(before);
    const dangling = await ask(r, [bad, sub('next', 'GET', '/sobjects/Task/@{bad.id}')]);
    expect(dangling.body.compositeResponse[1]?.body[0]).toMatchObject({ errorCode: 'PROCESSING_HALTED' });
    const limits = (n: number) => Array.from({ length: n }, (_, i) => sub(`r${i}`, 'GET', '/limits'));
    const queries = (n: number) =>
      Array.from({ length: n }, (_, i) => sub(`q${i}`, 'GET', '/query?q=SELECT+Id+FROM+User+LIMIT+1'));
    const statuses = [limits(25), limits(26), queries(5), queries(6)].map(async (list) => (await ask(r, list)).status);
    expect(await Promise.all(statuses)).toEqual([200, 400, 200, 400]);
  });

  it('batch answers each, or stops at the first failure', async () => {
    const r = await rig();
    const batchRequests = [
      { method: 'GET', url: 'v66.0/sobjects/Nothing/describe' },
      { method: 'GET', url: 'v66.0/limits' },
    ];
    const go = await r.api('POST', '/composite/batch', { body: { batchRequests } });
    expect(go.body).toMatchObject({ hasErrors: true, results: [{ statusCode: 404 }, { statusCode: 200 }] });
    const halt = await r.api('POST', '/composite/batch', { body: { haltOnError: true, batchRequests } });
    expect(halt.body.results).toMatchObject([{ statusCode: 404 }, { statusCode: 412 }]);
  });

  it('tree makes parents and children, or nothing', async () => {
    const r = await rig();
    const child = { attributes: { type: 'Contact', referenceId: 'c' }, LastName: 'n' };
    const parent = (name: string | null) => ({
      records: [{ attributes: { type: 'Account', referenceId: 'a' }, Name: name, Contacts: { records: [child] } }],
    });
    const made = await r.api('POST', '/composite/tree/Account', { body: parent('Tree') });
    expect([made.status, made.body.results.map(({ referenceId }) => referenceId)]).toEqual([201, ['a', 'c']]);
    const ids = made.body.results.map(({ id }) => String(id));
    expect((await r.read('Contact', ids[1] ?? '')).AccountId).toBe(ids[0]);
    const refused = await r.api('POST', '/composite/tree/Account', { body: parent(null) });
    expect(refused.status).toBe(400);
    expect(refused.body.results).toMatchObject([
      { referenceId: 'a', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ]);
    const [record] = parent('Half').records;
    const half = { records: [{ ...record, Contacts: { records: [child, { ...child, LastName: null }] } }] };
    expect((await r.api('POST', '/composite/tree/Account', { body: half })).status).toBe(400);
    expect(await r.column("SELECT Id FROM Account WHERE Name = 'Half'", 'Id')).toEqual([]);
    expect(codeOf(await r.api('POST', '/composite/tree/Account', { body: {} }))).toBe('JSON_PARSER_ERROR');
  });
});
