import { describe, expect, it } from 'vitest';
import { codeOf, DAY, HOUR, MINUTE, type Rig, rig, SECOND, START } from './harness.ts';

const window = (r: Rig, what: 'updated' | 'deleted', start: number, end: number, object = 'Task') => {
  const query = new URLSearchParams({ start: new Date(start).toISOString(), end: new Date(end).toISOString() });
  return r.api('GET', `/sobjects/${object}/${what}?${String(query)}`);
};
const wire = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

describe('describe and limits', () => {
  it('S47 describe shows what the caller may see, and the key field as it is; limits agree with the header', async () => {
    const r = await rig({ dailyLimit: 1000 });
    const fields = async () => {
      const { body } = await r.api('GET', '/sobjects/task/describe');
      return new Map(body.fields.map((field) => [field.name, field]));
    };
    const all = await fields();
    expect(all.get('Actions_Sync_Key__c')).toMatchObject({
      type: 'string',
      length: 64,
      custom: true,
      externalId: true,
      unique: true,
      idLookup: true,
      caseSensitive: true,
      createable: true,
      updateable: true,
      filterable: true,
    });
    expect(all.get('Description')).toMatchObject({ length: 32_000, filterable: false });
    expect(all.get('Status')).toMatchObject({ nillable: false, defaultedOnCreate: true, restrictedPicklist: true });
    expect(all.get('WhoId')).toMatchObject({ referenceTo: ['Contact', 'Lead'], relationshipName: 'Who' });
    expect(all.get('TaskSubtype')).toMatchObject({ createable: true, updateable: false });
    await r.change({
      kind: 'access',
      fields: { 'Task.Type': 'hidden', 'Task.Subject': 'readOnly', 'Task.Status': 'hidden' },
    });
    const less = await fields();
    expect(less.has('Type')).toBe(false);
    expect(less.get('Subject')).toMatchObject({ createable: false, updateable: false });
    expect(less.has('Status')).toBe(true);
    expect(codeOf(await r.query('SELECT Type FROM Task'))).toBe('INVALID_FIELD');
    const picklist = [{ value: 'Email' }, { value: 'Old', active: false }];
    await r.change({ kind: 'picklist', object: 'Task', field: 'CallType', values: picklist });
    expect((await fields()).get('CallType')).toMatchObject({ picklistValues: [{ value: 'Email' }, { active: false }] });

    const { sobjects } = (await r.api('GET', '/sobjects')).body;
    expect(sobjects.find(({ name }) => name === 'Lead')).toMatchObject({ keyPrefix: '00Q', createable: true });
    await r.change({ kind: 'access', objects: { Lead: 'hidden' } });
    expect((await r.api('GET', '/sobjects')).body.sobjects.some(({ name }) => name === 'Lead')).toBe(false);
    expect((await r.api('GET', '/sobjects/Lead/describe')).status).toBe(404);

    const { headers, body } = await r.api('GET', '/limits');
    const { Max, Remaining } = body.DailyApiRequests;
    expect(headers.get('sforce-limit-info')).toBe(`api-usage=${Max - Remaining}/${Max}`);
    expect(Max).toBe(1000);
  });
});

describe('rights on an object', () => {
  it.each([
    ['noCreate', 'createable', 'POST'],
    ['noEdit', 'updateable', 'PATCH'],
    ['noDelete', 'deletable', 'DELETE'],
  ])('%s takes that one right away, in its describe and in its writes', async (level, right, refused) => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'a' });
    await r.change({ kind: 'access', objects: { Task: level } });
    const { body } = await r.api('GET', '/sobjects/Task/describe');
    const rights = { createable: true, updateable: true, deletable: true, queryable: true };
    expect(body).toMatchObject({ ...rights, [right]: false });
    const writes = [
      ['POST', '/sobjects/Task', { Subject: 'b' }],
      ['PATCH', `/sobjects/Task/${id}`, { Subject: 'c' }],
      ['DELETE', `/sobjects/Task/${id}`, undefined],
    ] as const;
    for (const [method, path, record] of writes) {
      const answer = await r.api(method, path, record === undefined ? {} : { body: record });
      if (method !== refused) expect(answer.status, method).toBeLessThan(300);
      else expect([answer.status, codeOf(answer)]).toEqual([403, 'INSUFFICIENT_ACCESS_OR_READONLY']);
    }
  });
});

describe('replication', () => {
  it('S48 getUpdated and getDeleted go by the minute, reach back 30 and 15 days, and say what they cover', async () => {
    const r = await rig();
    const [kept, gone] = [await r.create('Task', { Subject: 'a' }), await r.create('Task', { Subject: 'b' })];
    r.advance(30 * SECOND);
    await r.api('DELETE', `/sobjects/Task/${gone}`);
    r.advance(5 * MINUTE);
    const up = await window(r, 'updated', START + 59 * SECOND, START + 2 * MINUTE);
    expect(up.body).toEqual({ ids: [kept], latestDateCovered: wire(START + 2 * MINUTE) });
    expect((await window(r, 'updated', START - HOUR, START + 59 * SECOND)).body.ids).toEqual([]);
    await r.control('POST', `/records/${gone}/purge`);
    const down = (await window(r, 'deleted', START, START + HOUR)).body;
    expect(down.deletedRecords).toEqual([{ id: gone, deletedDate: wire(START + 30 * SECOND) }]);
    expect(down.latestDateCovered).toBe(wire(START + 5 * MINUTE));
    expect(down.earliestDateAvailable).toBe(wire(START + 5 * MINUTE - 15 * DAY));
    for (const [what, start, end] of [
      ['updated', START, START],
      ['deleted', START, START + MINUTE],
      ['updated', START - 31 * DAY, START],
      ['deleted', START - 16 * DAY, START],
    ] as const) {
      expect(codeOf(await window(r, what, start, end))).toBe('INVALID_REPLICATION_DATE');
    }
    expect(codeOf(await r.api('GET', '/sobjects/Task/updated?start=x&end=y'))).toBe('INVALID_REPLICATION_DATE');

    await r.control('POST', '/records/Task', { values: { Subject: 'slow' }, lateMs: 10 * MINUTE });
    r.advance(5 * MINUTE);
    const held = await window(r, 'updated', START, START + HOUR);
    expect(held.body.latestDateCovered).toBe(wire(START + 5 * MINUTE));

    await r.control('POST', '/deletions/purge', { olderThanMs: 2 * MINUTE });
    const purged = (await window(r, 'deleted', START, START + HOUR)).body;
    expect(purged.deletedRecords).toEqual([]);
    expect(purged.earliestDateAvailable).toBe(wire(START + 8 * MINUTE));
  });

  it('S49 a record can become visible minutes after its stamp', async () => {
    const r = await rig();
    const known = await r.create('Task', { Subject: 'before' });
    r.advance(MINUTE);
    const made = await r.control('POST', '/records/Task', { values: { Subject: 'late' }, lateMs: 4 * MINUTE });
    await r.control('PATCH', `/records/${known}`, { values: { Subject: 'after' }, lateMs: 4 * MINUTE });
    const seen = () =>
      r.column(`SELECT Subject FROM Task WHERE SystemModstamp >= 2026-06-15T12:00:00Z ORDER BY Subject`, 'Subject');
    r.advance(4 * MINUTE - 1);
    expect(await seen()).toEqual(['before']);
    r.advance(1);
    expect(await seen()).toEqual(['after', 'late']);
    expect((await r.read('Task', made.body.id)).SystemModstamp).toBe(wire(START + MINUTE));
  });

  it('S50 the clock can be moved and the Date header follows it', async () => {
    const r = await rig();
    await r.control('PUT', '/clock', { offsetMs: -3 * HOUR });
    const { headers } = await r.api('GET', '/limits');
    expect(headers.get('date')).toBe(new Date(START - 3 * HOUR).toUTCString());
    const id = await r.create('Task', { Subject: 'x' });
    expect((await r.read('Task', id)).CreatedDate).toBe(wire(START - 3 * HOUR));
  });
});
