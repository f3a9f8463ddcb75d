import { Connection } from 'jsforce';
import { describe, expect, it } from 'vitest';
import { KEY, type Rig, rig } from './harness.ts';

/** As the reference recommends: an address, a token and a version, nothing that logs in by itself. */
async function connect(r: Rig, accessToken?: string) {
  return new Connection({
    instanceUrl: r.sim.instanceUrl,
    accessToken: accessToken ?? (await r.token()),
    version: '66.0',
  });
}

const refusal = async (work: PromiseLike<unknown>): Promise<{ errorCode?: string; name: string; data?: unknown }> => {
  try {
    await work;
  } catch (error) {
    return error as { errorCode?: string; name: string };
  }
  throw new Error('not refused');
};

describe('jsforce, unmodified', () => {
  it('S1 logs in by client credentials of its own', async () => {
    const r = await rig();
    const { loginUrl, clientId, clientSecret, instanceUrl, orgId } = r.sim;
    const connection = new Connection({ oauth2: { loginUrl, clientId, clientSecret }, version: '66.0' });
    const user = await connection.authorize({ grant_type: 'client_credentials' });
    expect([user.organizationId, user.id, connection.instanceUrl]).toEqual([
      orgId,
      r.org.integrationUserId,
      instanceUrl,
    ]);
    expect((await connection.identity()).username).toBe(r.sim.username);
    await connection.logout();
  });

  it('S6 a dead token is INVALID_SESSION_ID and costs one request', async () => {
    const r = await rig();
    const connection = await connect(r, 'nonsense');
    const error = await refusal(connection.query('SELECT Id FROM Task'));
    expect(error.errorCode).toBe('INVALID_SESSION_ID');
    expect(r.sim.world.journal.since(0)).toHaveLength(1);
  });

  it('S16 creates, reads, changes and deletes', async () => {
    const r = await rig();
    const task = (await connect(r)).sobject('Task');
    const made = await task.create({ Subject: 'Call', WhoId: r.contact() });
    expect(made).toMatchObject({ success: true, errors: [] });
    const id = String(made.id);
    expect(await task.retrieve(id)).toMatchObject({ Id: id, Subject: 'Call', attributes: { type: 'Task' } });
    expect(await task.update({ Id: id, Subject: 'Called' })).toEqual({ id, success: true, errors: [] });
    expect(await task.destroy(id)).toMatchObject({ id, success: true });
    expect((await refusal(task.destroy(id))).errorCode).toBe('ENTITY_IS_DELETED');
    expect((await refusal(task.create({ Subject: 'x'.repeat(256), CallDisposition: 'x'.repeat(256) }))).errorCode).toBe(
      'MULTIPLE_API_ERRORS',
    );
  });

  it('S25 upserts by key: created, then updated; two matches are MULTIPLE_CHOICES', async () => {
    const r = await rig();
    const task = (await connect(r)).sobject('Task');
    const put = () => task.upsert({ Actions_Sync_Key__c: 'a-1', Subject: 'x' }, 'Actions_Sync_Key__c');
    const first = await put();
    expect([first, await put()]).toMatchObject([{ created: true }, { created: false, id: first.id }]);
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Loose__c', externalId: true } });
    for (let i = 0; i < 2; i++) await task.create({ Loose__c: 'k' });
    const several = await refusal(task.upsert({ Loose__c: 'k' }, 'Loose__c'));
    expect(several.errorCode).toBe('MULTIPLE_CHOICES');
    expect((await r.api('GET', `${KEY}/a-1`)).status).toBe(200);
  });

  it('S33 creates, updates, upserts, retrieves and deletes 200 at once', async () => {
    const r = await rig();
    const task = (await connect(r)).sobject('Task');
    const records = Array.from({ length: 200 }, (_, i) => ({ Actions_Sync_Key__c: `a-${i}`, Subject: `n${i}` }));
    const made = await task.create(records);
    expect(made.filter(({ success }) => success)).toHaveLength(200);
    const ids = made.map(({ id }) => String(id));
    const changed = await task.update(ids.map((id) => ({ Id: id, Subject: 'changed' })));
    expect(changed.every(({ success }) => success)).toBe(true);
    const put = await task.upsert(records, 'Actions_Sync_Key__c');
    expect(put.map(({ id }) => id)).toEqual(ids);
    const read = await task.retrieve(ids.slice(0, 3), { fields: ['Subject'] });
    expect(read.map(({ Subject }) => Subject as unknown)).toEqual(['n0', 'n1', 'n2']);
    expect((await task.destroy(ids)).every(({ success }) => success)).toBe(true);
    const calls = r.sim.world.journal.since(0).filter(({ counted }) => counted);
    expect(calls).toHaveLength(5);
  });

  it('S34 rolls back with allOrNone', async () => {
    const r = await rig();
    const task = (await connect(r)).sobject('Task');
    const made = await task.create([{ Subject: 'a' }, { Status: 'Done' }], { allOrNone: true });
    expect(made.map(({ success }) => success)).toEqual([false, false]);
    expect(JSON.stringify(made[0])).toContain('ALL_OR_NONE_OPERATION_ROLLED_BACK');
  });

  it('S38 follows pages to the end, queryAll’s too', async () => {
    const r = await rig({ switches: { pageSize: 50 } });
    const connection = await connect(r);
    const options = { autoFetch: true, maxFetch: 100_000 };
    const users = await connection.query('SELECT Id FROM User ORDER BY Id', options);
    expect([users.records.length, users.done]).toEqual([301, true]);
    const all = await connection.query('SELECT Id FROM User', { ...options, scanAll: true });
    expect(all.records).toHaveLength(301);
    const found = await connection.sobject('User').find({ Username: r.sim.username }, ['Id', 'Name']);
    expect(found).toMatchObject([{ Name: 'Integration User' }]);
  });

  it('S47 describes, and knows the limits', async () => {
    const r = await rig();
    const connection = await connect(r);
    const { fields } = await connection.sobject('Task').describe();
    const key = fields.find(({ name }) => name === 'Actions_Sync_Key__c');
    expect(key).toMatchObject({ externalId: true, unique: true, createable: true, updateable: true });
    expect((await connection.describeGlobal()).sobjects.map(({ name }) => name)).toContain('Task');
    expect((await connection.limits()).DailyApiRequests).toMatchObject({ Max: 100_000 });
    expect(connection.limitInfo.apiUsage).toMatchObject({ limit: 100_000, used: 3 });
  });

  it('S48 asks what was updated and deleted', async () => {
    const r = await rig();
    const task = (await connect(r)).sobject('Task');
    const [kept, gone] = [await r.create('Task', { Subject: 'a' }), await r.create('Task', { Subject: 'b' })];
    await task.destroy(gone);
    r.advance(120_000);
    const [start, end] = [new Date(r.now - 180_000), new Date(r.now)];
    expect((await task.updated(start, end)).ids).toEqual([kept]);
    expect((await task.deleted(start, end)).deletedRecords.map(({ id }) => id)).toEqual([gone]);
  });
});
