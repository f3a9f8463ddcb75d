import { describe, expect, it } from 'vitest';
import { codeOf, type Rig, rig, SECOND, START } from './harness.ts';

const wire = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');
const post = (r: Rig, body: object, object = 'Task', version?: string) =>
  r.api('POST', `/sobjects/${object}`, { body, ...(version === undefined ? {} : { version }) });
const patch = (r: Rig, id: string, body: object, headers = {}) =>
  r.api('PATCH', `/sobjects/Task/${id}`, { body, headers });

describe('create, change, delete', () => {
  it('S16 a created task is a 201 with id, success and errors', async () => {
    const r = await rig();
    const { status, body, headers } = await post(r, { Subject: 'Call' });
    expect(status).toBe(201);
    expect(body).toEqual({ id: body.id, success: true, errors: [] });
    expect(body.id).toMatch(/^00T\w{15}$/);
    expect(headers.get('location')).toBe(`/services/data/v66.0/sobjects/Task/${body.id}`);
  });

  it.each([
    ['STRING_TOO_LONG', { Subject: 'x'.repeat(256) }],
    ['STRING_TOO_LONG', { Description: 'x'.repeat(32_001) }],
    ['STRING_TOO_LONG', { CallDisposition: 'x'.repeat(256) }],
    ['STRING_TOO_LONG', { Actions_Sync_Key__c: 'x'.repeat(65) }],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', { Status: 'Done' }],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', { CallType: 'Sideways' }],
    ['JSON_PARSER_ERROR', { ActivityDate: '31.12.2026' }],
    ['JSON_PARSER_ERROR', { ActivityDate: '2026-02-31' }],
    ['JSON_PARSER_ERROR', { CallDurationInSeconds: 'long' }],
    ['JSON_PARSER_ERROR', { IsReminderSet: 'maybe' }],
    ['NUMBER_OUTSIDE_VALID_RANGE', { CallDurationInSeconds: 100_000_000 }],
    ['MALFORMED_ID', { WhoId: 'somebody' }],
    ['REQUIRED_FIELD_MISSING', { Status: null }],
  ])('S17 %s for a value that the field does not take (%j)', async (code, values) => {
    const r = await rig();
    const answer = await post(r, values);
    expect([answer.status, codeOf(answer)]).toEqual([400, code]);
    expect(r.sim.world.first.statistics.counts().writes).toEqual({});
  });

  it('S17 required fields are named in one error; several faults are an array of several', async () => {
    const r = await rig();
    const missing = await post(r, { Email: 'a@b.example' }, 'Lead');
    expect(missing.list).toEqual([
      {
        errorCode: 'REQUIRED_FIELD_MISSING',
        message: 'Required fields are missing: [LastName, Company]',
        fields: ['LastName', 'Company'],
      },
    ]);
    const several = await post(r, { LastName: 'x'.repeat(81), Company: 'c', Email: 'no address' }, 'Lead');
    expect(several.list.map(({ errorCode }) => errorCode)).toEqual(['STRING_TOO_LONG', 'INVALID_EMAIL_ADDRESS']);
  });

  it('S18 unknown and hidden fields are INVALID_FIELD, read-only ones INVALID_FIELD_FOR_INSERT_UPDATE', async () => {
    const r = await rig();
    const unknown = await post(r, { Nothing__c: 1 });
    expect(unknown.list[0]?.message).toBe("No such column 'Nothing__c' on sobject of type Task");
    expect(codeOf(await post(r, { Type: 'Call' }))).toBeUndefined();
    await r.change({ kind: 'access', fields: { 'Task.Type': 'hidden', 'Task.Subject': 'readOnly' } });
    expect(codeOf(await post(r, { Type: 'Call' }))).toBe('INVALID_FIELD');
    const readOnly = await post(r, { Subject: 'x', IsClosed: true });
    expect([readOnly.status, codeOf(readOnly)]).toEqual([400, 'INVALID_FIELD_FOR_INSERT_UPDATE']);
    expect(readOnly.list[0]?.message).toContain('Unable to create/update fields: Subject, IsClosed.');
    r.org.setSwitches({ hiddenFieldCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' });
    expect(codeOf(await post(r, { Type: 'Call' }))).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('S19 who, what and owner must be the right kind of record, there, and active', async () => {
    const r = await rig();
    const [lead, contact] = [r.lead(), r.contact()];
    const account = r.find('Account');
    const wrong = await post(r, { WhoId: account });
    expect(codeOf(wrong)).toBe('FIELD_INTEGRITY_EXCEPTION');
    expect(wrong.list[0]?.message).toBe(`Name ID: id value of incorrect type: ${account.slice(0, 15)}`);
    const both = await post(r, { WhoId: lead, WhatId: account });
    expect(both.list[0]).toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['WhoId', 'WhatId'] });
    expect((await post(r, { WhoId: contact, WhatId: account })).status).toBe(201);
    expect(codeOf(await post(r, { WhoId: '0035g00001ZZZZZ' }))).toBe('INVALID_CROSS_REFERENCE_KEY');
    await r.control('DELETE', `/records/${contact}`);
    expect(codeOf(await post(r, { WhoId: contact }))).toBe('ENTITY_IS_DELETED');
    const seller = r.find('User', (get) => String(get('LastName')).startsWith('Seller'));
    await r.control('PATCH', `/records/${seller}`, { values: { IsActive: false } });
    expect(codeOf(await post(r, { OwnerId: seller }))).toBe('INACTIVE_OWNER_OR_USER');
    const queue = r.find('Group');
    expect((await post(r, { OwnerId: queue }, 'Task', '48.0')).status).toBe(201);
    expect(codeOf(await post(r, { OwnerId: queue }, 'Task', '47.0'))).toBe('FIELD_INTEGRITY_EXCEPTION');
  });

  it('S20 the server fills in defaults, account, closed, completed and stamps of whole seconds', async () => {
    const r = await rig();
    r.advance(1234);
    const contact = r.contact();
    const { AccountId } = await r.read('Contact', contact);
    const open = await r.read('Task', await r.create('Task', { Subject: 'x', WhoId: contact }));
    const stamp = wire(START + SECOND);
    expect(open).toMatchObject({
      Status: 'Not Started',
      Priority: 'Normal',
      TaskSubtype: 'Task',
      OwnerId: r.org.integrationUserId,
      AccountId,
      IsClosed: false,
      CompletedDateTime: null,
      IsReminderSet: false,
      CreatedDate: stamp,
      LastModifiedDate: stamp,
      SystemModstamp: stamp,
      CreatedById: r.org.integrationUserId,
    });
    const closed = await r.read('Task', await r.create('Task', { Status: 'Completed' }));
    expect(closed).toMatchObject({ IsClosed: true, CompletedDateTime: stamp, AccountId: null });
    const opportunity = r.find('Opportunity', (get) => get('AccountId') !== AccountId);
    const related = await r.read('Task', await r.create('Task', { WhoId: contact, WhatId: opportunity }));
    expect(related.AccountId).toBe((await r.read('Opportunity', opportunity)).AccountId);
  });

  it('S21 a change is a 204 and moves stamps; absent and deleted records are told apart; subtype is for creation', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    r.advance(5 * SECOND);
    const changed = await patch(r, id, { Status: 'Completed' });
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect(await r.read('Task', id)).toMatchObject({
      Subject: 'x',
      IsClosed: true,
      CreatedDate: wire(START),
      SystemModstamp: wire(START + 5 * SECOND),
    });
    const absent = await patch(r, '00T5g00001ZZZZZ', { Subject: 'y' });
    expect([absent.status, codeOf(absent)]).toEqual([404, 'INVALID_CROSS_REFERENCE_KEY']);
    const subtype = await patch(r, id, { TaskSubtype: 'Email' });
    expect(codeOf(subtype)).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
    await r.api('DELETE', `/sobjects/Task/${id}`);
    const deleted = await patch(r, id, { Subject: 'y' });
    expect([deleted.status, deleted.list]).toEqual([
      404,
      [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }],
    ]);
  });

  it('a write that leaves every value as it was moves stamps and is counted', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    r.advance(SECOND);
    await patch(r, id, { Subject: 'x', Description: null });
    await patch(r, id, { Subject: 'y' });
    const { body } = await r.control('GET', '/stats');
    expect(body.writes.Task).toEqual({ created: 1, updated: 1, unchanged: 1, deleted: 0 });
    expect(body.writesWithoutChange).toBe(1);
    expect((await r.read('Task', id)).SystemModstamp).toBe(wire(START + SECOND));
  });

  it('S22 a deleted record is gone for reads, a second deletion is refused, queryAll shows it', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    const remove = () => r.api('DELETE', `/sobjects/Task/${id}`);
    expect((await remove()).status).toBe(204);
    const again = await remove();
    expect([again.status, codeOf(again)]).toEqual([404, 'ENTITY_IS_DELETED']);
    const soql = `SELECT IsDeleted FROM Task WHERE Id = '${id}'`;
    expect(await r.column(soql, 'IsDeleted')).toEqual([]);
    expect(await r.column(soql, 'IsDeleted', { all: true })).toEqual([true]);
  });

  it('S23 If-Unmodified-Since refuses a change of what changed since, and what is no date', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    const since = (ms: number | string) => ({
      'if-unmodified-since': typeof ms === 'string' ? ms : new Date(ms).toUTCString(),
    });
    const late = await patch(r, id, { Subject: 'y' }, since(START - SECOND));
    expect([late.status, (await r.read('Task', id)).Subject]).toEqual([412, 'x']);
    expect((await patch(r, id, { Subject: 'y' }, since(START))).status).toBe(204);
    expect((await patch(r, id, { Subject: 'z' }, since('yesterday'))).status).toBe(400);
    expect((await r.api('DELETE', `/sobjects/Task/${id}`, { headers: since(START - SECOND) })).status).toBe(204);
  });

  it('S24 a record is read whole or by fields; absent and deleted ones are 404', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    const { body } = await r.api('GET', `/sobjects/Task/${id}?fields=Subject,Type`);
    const url = `/services/data/v66.0/sobjects/Task/${id}`;
    expect(body).toEqual({ attributes: { type: 'Task', url }, Subject: 'x', Type: null, Id: id });
    const whole = await r.read('Task', id);
    expect(Object.keys(whole)).toEqual(expect.arrayContaining(['OwnerId', 'Description', 'MSE_Replied__c']));
    expect(codeOf(await r.api('GET', `/sobjects/Task/${id}?fields=Nothing`))).toBe('INVALID_FIELD');
    const absent = await r.api('GET', '/sobjects/Task/00T5g00001ZZZZZ');
    expect([absent.status, codeOf(absent)]).toEqual([404, 'NOT_FOUND']);
    await r.api('DELETE', `/sobjects/Task/${id}`);
    const gone = () => r.api('GET', `/sobjects/Task/${id}`);
    expect([(await gone()).status, codeOf(await gone())]).toEqual([404, 'ENTITY_IS_DELETED']);
    r.org.setSwitches({ deletedGetCode: 'NOT_FOUND' });
    expect(codeOf(await gone())).toBe('NOT_FOUND');
  });
});
