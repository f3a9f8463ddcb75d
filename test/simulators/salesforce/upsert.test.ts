import { describe, expect, it } from 'vitest';
import { codeOf, KEY, type Rig, rig } from './harness.ts';

const put = (r: Rig, key: string, body: object = { Subject: 'x' }, version?: string) =>
  r.api('PATCH', `${KEY}/${key}`, { body, ...(version === undefined ? {} : { version }) });
const withKey = (r: Rig, key: string) => r.column(`SELECT Id FROM Task WHERE Actions_Sync_Key__c = '${key}'`, 'Id');

describe('upsert by an external id', () => {
  it('S25 the first is a 201, later ones are a 200 with created, or below 46.0 an empty 204', async () => {
    const r = await rig();
    const first = await put(r, 'k1');
    const { id } = first.body;
    expect([first.status, first.body]).toEqual([201, { id, success: true, errors: [], created: true }]);
    const second = await put(r, 'k1', { Subject: 'y' });
    expect([second.status, second.body]).toEqual([200, { id, success: true, errors: [], created: false }]);
    const old = await put(r, 'k1', { Subject: 'z' }, '45.0');
    expect([old.status, old.text]).toEqual([204, '']);
    expect(await r.read('Task', id)).toMatchObject({ Subject: 'z', Actions_Sync_Key__c: 'k1' });
    expect((await put(r, 'k2', {}, '45.0')).body.created).toBeUndefined();
  });

  it('S26 two records with a key that is not unique are a 300 with their addresses; nothing is written', async () => {
    const r = await rig();
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Loose__c', externalId: true } });
    const ids = [await r.create('Task', { Loose__c: 'k' }), await r.create('Task', { Loose__c: 'K' })];
    const several = await r.api('PATCH', '/sobjects/Task/Loose__c/k', { body: { Subject: 'new' } });
    expect(several.status).toBe(300);
    expect(several.list).toEqual(ids.map((id) => `/services/data/v66.0/sobjects/Task/${id}`));
    expect((await r.read('Task', ids[0] ?? '')).Subject).toBeNull();
  });

  it('S27 the key is percent-decoded; the key or an id in the body is refused', async () => {
    const r = await rig();
    expect((await put(r, encodeURIComponent('a/b c%d'))).status).toBe(201);
    expect(await withKey(r, 'a/b c%d')).toHaveLength(1);
    for (const body of [{ Actions_Sync_Key__c: 'k' }, { Id: '00T5g0000000001' }]) {
      const refused = await put(r, 'k', body);
      expect([refused.status, codeOf(refused)]).toEqual([400, 'INVALID_FIELD']);
    }
  });

  it('S28 a field that is no external id, or hidden, is a 404', async () => {
    const r = await rig();
    const refused = async (field: string) => {
      const answer = await r.api('PATCH', `/sobjects/Task/${field}/k`, { body: {} });
      return [answer.status, codeOf(answer)];
    };
    expect(await refused('Subject')).toEqual([404, 'NOT_FOUND']);
    expect(await refused('Nothing__c')).toEqual([404, 'NOT_FOUND']);
    await r.change({ kind: 'access', fields: { 'Task.Actions_Sync_Key__c': 'hidden' } });
    expect(await refused('Actions_Sync_Key__c')).toEqual([404, 'NOT_FOUND']);
    r.org.setSwitches({ badKeyFieldCode: 'INVALID_FIELD' });
    expect(await refused('Subject')).toEqual([400, 'INVALID_FIELD']);
  });

  it('S29 many first upserts of one key at once make one record; by switch the losers get DUPLICATE_VALUE', async () => {
    const r = await rig({ latencyMs: 20 });
    const race = async (key: string) => Promise.all(Array.from({ length: 8 }, () => put(r, key)));
    const serial = await race('k1');
    expect(serial.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(serial.filter(({ status }) => status === 200)).toHaveLength(7);
    r.org.setSwitches({ upsertRace: 'blind' });
    const blind = await race('k2');
    const losers = blind.filter(({ status }) => status !== 201);
    const [id] = await withKey(r, 'k2');
    expect(losers).toHaveLength(7);
    for (const loser of losers) {
      const message = `duplicate value found: Actions_Sync_Key__c duplicates value on record with id: ${String(id).slice(0, 15)}`;
      expect([loser.status, loser.list]).toEqual([
        400,
        [{ errorCode: 'DUPLICATE_VALUE', message, fields: ['Actions_Sync_Key__c'] }],
      ]);
    }
    expect((await put(r, 'k2')).status).toBe(200);
  });

  it('S30 a unique key minds case when its field says so', async () => {
    const r = await rig();
    expect([(await put(r, 'Ab')).status, (await put(r, 'ab')).status]).toEqual([201, 201]);
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Any__c', externalId: true, unique: true } });
    const any = (key: string) => r.api('PATCH', `/sobjects/Task/Any__c/${key}`, { body: {} });
    expect([(await any('Ab')).status, (await any('aB')).status]).toEqual([201, 200]);
    expect(codeOf(await r.api('POST', '/sobjects/Task', { body: { Any__c: 'AB' } }))).toBe('DUPLICATE_VALUE');
    const [id] = await r.column("SELECT Id FROM Task WHERE Any__c = 'ab'", 'Id');
    expect((await r.api('PATCH', `/sobjects/Task/${String(id)}`, { body: { Any__c: 'AB' } })).status).toBe(204);
  });

  it('S31 updateOnly never creates; a record is read by its key', async () => {
    const r = await rig();
    const only = (key: string) => r.api('PATCH', `${KEY}/${key}?updateOnly=true`, { body: { Subject: 'y' } });
    expect((await only('k')).status).toBe(404);
    const { id } = (await put(r, 'k')).body;
    expect((await only('k')).status).toBe(200);
    const read = await r.api('GET', `${KEY}/k?fields=Id,Subject`);
    expect(read.body).toMatchObject({ Id: id, Subject: 'y' });
    expect(codeOf(await r.api('GET', `${KEY}/other`))).toBe('NOT_FOUND');
  });

  it.each([
    ['the connection is cut', { resetAfter: true }],
    ['the answer comes after the caller gave up', { delayAfterMs: 400 }],
    ['the answer is a 503', { error: 'SERVER_UNAVAILABLE', committed: true }],
  ] as const)('S32 the record is committed and %s: the next try finds it', async (_, action) => {
    const r = await rig();
    await r.token();
    await r.faults({ match: { class: 'writes', times: 1 }, do: action });
    const url = `${r.sim.instanceUrl}/services/data/v66.0${KEY}/k`;
    const headers = { authorization: `Bearer ${await r.token()}`, 'content-type': 'application/json' };
    const lost = fetch(url, { method: 'PATCH', headers, body: '{}', signal: AbortSignal.timeout(200) });
    if ('error' in action) expect((await lost).status).toBe(503);
    else await expect(lost).rejects.toThrow();
    expect((await put(r, 'k')).status).toBe(200);
    expect(await withKey(r, 'k')).toHaveLength(1);
  });

  it('deleted records let go of their key, archived ones keep it, each by switch', async () => {
    const r = await rig();
    const { id } = (await put(r, 'k')).body;
    await r.api('DELETE', `/sobjects/Task/${id}`);
    r.org.setSwitches({ deletedHoldsKey: true });
    expect(codeOf(await put(r, 'k'))).toBe('DUPLICATE_VALUE');
    r.org.setSwitches({ deletedHoldsKey: false });
    const next = (await put(r, 'k')).body.id;
    expect(next).not.toBe(id);
    await r.control('POST', `/records/${next}/archive`);
    expect(codeOf(await put(r, 'k'))).toBe('DUPLICATE_VALUE');
    r.org.setSwitches({ archivedHoldsKey: false });
    expect((await put(r, 'k')).status).toBe(201);
  });
});
