import { describe, expect, it } from 'vitest';
import { codeOf, KEY, MINUTE, type Rig, rig, SECOND, START } from './harness.ts';

const wire = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');
const seller = (r: Rig) => r.find('User', (get) => String(get('LastName')).startsWith('Seller'));

describe('people in the org', () => {
  it('S55 edit, complete, reassign, delete, undelete and purge', async () => {
    const r = await rig();
    const [task, as] = [await r.create('Task', { Subject: 'x' }), seller(r)];
    r.advance(MINUTE);
    const edit = (values: object) => r.control('PATCH', `/records/${task}`, { values, as });
    await edit({ Status: 'Completed', OwnerId: as });
    expect(await r.read('Task', task)).toMatchObject({
      IsClosed: true,
      OwnerId: as,
      LastModifiedById: as,
      SystemModstamp: wire(START + MINUTE),
    });
    expect((await r.control('DELETE', `/records/${task}?as=${as}`)).status).toBe(200);
    expect(codeOf(await r.api('GET', `/sobjects/Task/${task}`))).toBe('ENTITY_IS_DELETED');
    await r.control('POST', `/records/${task}/undelete`, {});
    expect(await r.read('Task', task)).toMatchObject({ IsDeleted: false, Subject: 'x' });
    await r.control('DELETE', `/records/${task}`);
    expect((await r.control('POST', '/recycle-bin/empty')).body).toMatchObject({
      purged: expect.any(Number) as number,
    });
    const soql = `SELECT Id FROM Task WHERE Id = '${task}'`;
    expect(await r.column(soql, 'Id', { all: true })).toEqual([]);
    expect(codeOf(await r.api('GET', `/sobjects/Task/${task}`))).toBe('NOT_FOUND');
    const refused = await r.control('POST', `/records/${task}/purge`);
    expect([refused.status, refused.body.fix]).toEqual([409, 'use the id of a record of this org']);
  });

  it('S55 a deleted contact takes its tasks along, and brings them back', async () => {
    const r = await rig();
    const contact = r.contact();
    const task = await r.create('Task', { Subject: 'x', WhoId: contact });
    const other = await r.create('Task', { Subject: 'deleted before', WhoId: contact });
    await r.api('DELETE', `/sobjects/Task/${other}`);
    r.advance(MINUTE);
    await r.api('DELETE', `/sobjects/Contact/${contact}`);
    expect(codeOf(await r.api('GET', `/sobjects/Task/${task}`))).toBe('ENTITY_IS_DELETED');
    await r.control('POST', `/records/${contact}/undelete`, {});
    expect((await r.read('Task', task)).IsDeleted).toBe(false);
    expect(codeOf(await r.api('GET', `/sobjects/Task/${other}`))).toBe('ENTITY_IS_DELETED');
  });

  it('S55 merged contacts leave the losers deleted, with a master, and their tasks to the winner', async () => {
    const r = await rig();
    const winner = r.contact();
    const loser = r.find('Contact', (get) => get('Id') !== winner);
    const task = await r.create('Task', { Subject: 'x', WhoId: loser });
    expect((await r.control('POST', '/merge', { winner, losers: [loser] })).status).toBe(200);
    expect((await r.read('Task', task)).WhoId).toBe(winner);
    const soql = `SELECT MasterRecordId FROM Contact WHERE Id = '${loser}'`;
    expect(await r.column(soql, 'MasterRecordId', { all: true })).toEqual([winner]);
    expect((await r.control('POST', '/merge', { winner, losers: [winner] })).status).toBe(409);
  });

  it('S55 an admin adds validation rules, flows, required fields and custom fields', async () => {
    const r = await rig();
    const rules = [{ field: 'Subject', pattern: '^bad', message: 'Say it nicely' }];
    await r.change({ kind: 'rules', object: 'Task', rules });
    const refused = await r.api('POST', '/sobjects/Task', { body: { Subject: 'bad' } });
    expect(refused.list).toEqual([
      { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Say it nicely', fields: ['Subject'] },
    ]);
    await r.change({ kind: 'flows', object: 'Task', flows: [{ on: 'create', set: { Priority: 'High' } }] });
    const id = await r.create('Task', { Subject: 'good', Priority: 'Low' });
    expect((await r.read('Task', id)).Priority).toBe('High');
    await r.api('PATCH', `/sobjects/Task/${id}`, { body: { Priority: 'Low' } });
    expect((await r.read('Task', id)).Priority).toBe('Low');
    await r.change({ kind: 'required', object: 'Task', field: 'ActivityDate', required: true });
    expect(codeOf(await r.api('POST', '/sobjects/Task', { body: { Subject: 'y' } }))).toBe('REQUIRED_FIELD_MISSING');
    await r.change({ kind: 'dropField', object: 'Task', field: 'Actions_Sync_Key__c' });
    expect((await r.api('GET', `${KEY}/k`)).status).toBe(404);
    const wrong = await r.control('POST', '/schema', { kind: 'dropField', object: 'Task', field: 'Subject' });
    expect([wrong.status, wrong.body.fix]).toEqual([409, 'name one that ends in __c, or hide it']);
  });

  it('nothing is hidden from the people in the org', async () => {
    const r = await rig();
    const contact = r.contact();
    await r.change({ kind: 'access', fields: { 'Contact.Title': 'hidden' }, records: { [contact]: 'hidden' } });
    expect((await r.control('PATCH', `/records/${contact}`, { values: { Title: 'CEO' } })).status).toBe(200);
    expect((await r.control('GET', `/records/${contact}`)).text).toContain('"Title":"CEO"');
  });

  it('a record gets the id it has elsewhere, and its place in the order of ids', async () => {
    const r = await rig();
    const before = (await r.column('SELECT Id FROM Lead', 'Id')).map(String);
    const taken = new Set(before);
    const free = before
      .map((id) => `${id.slice(0, 14)}z`)
      .filter((id) => ![...taken].some((one) => one.startsWith(id)));
    const wanted = free[10] ?? '';
    const make = (Id: string) => r.control('POST', '/records/Lead', { values: { Id, LastName: 'n', Company: 'c' } });
    const { id } = (await make(wanted)).body;
    expect(id.slice(0, 15)).toBe(wanted);
    const after = (await r.column('SELECT Id FROM Lead', 'Id')).map(String);
    expect(after).toEqual([...before, id].toSorted());
    expect(await r.column('SELECT Id FROM Lead ORDER BY Id DESC', 'Id')).toEqual(after.toReversed());
    expect((await make(wanted)).status).toBe(409);
    expect((await make(r.contact())).status).toBe(409);
    expect(await r.create('Lead', { LastName: 'next', Company: 'c' })).not.toBe(id);
  });

  it('S55 dump, reset and journal', async () => {
    const r = await rig();
    const lines = async (path: string) =>
      (await r.control('GET', path)).text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const before = await lines('/truth?object=Lead&fields=Email,OwnerId');
    const id = await r.create('Task', { Subject: 'x' });
    const dumped = await lines('/truth?object=task');
    expect(dumped.at(-1)).toMatchObject({ Id: id, Subject: 'x', CreatedDate: new Date(START).toISOString() });
    await r.control('POST', '/random', { count: 30, seed: 7 });
    expect(await lines('/truth?object=Lead&fields=Email,OwnerId')).not.toEqual(before);
    await r.control('POST', '/reset');
    expect(await lines('/truth?object=Lead&fields=Email,OwnerId')).toEqual(before);
    expect((await r.api('GET', `/sobjects/Task/${id}`)).status).toBe(404);
    const journal = await lines('/journal');
    expect(journal.at(-1)).toMatchObject({
      method: 'GET',
      url: `/services/data/v66.0/sobjects/Task/${id}`,
      status: 404,
    });
  });

  it('S56 a converted lead is only to be read; its tasks move, or stay, by switch', async () => {
    const r = await rig();
    const [lead, second] = [r.lead(), r.find('Lead', (get) => get('IsConverted') === false && get('Id') !== r.lead())];
    const task = await r.create('Task', { Subject: 'x', WhoId: lead });
    await r.api('PATCH', `/sobjects/Lead/${lead}`, { body: { HasOptedOutOfEmail: true } });
    r.advance(MINUTE);
    const { body } = await r.control('POST', `/leads/${lead}/convert`, { opportunity: true });
    const { accountId, contactId, opportunityId } = { ...body } as Record<string, unknown>;
    expect(await r.read('Lead', lead)).toMatchObject({
      IsConverted: true,
      Status: 'Converted',
      ConvertedDate: '2026-06-15',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
    });
    const moved = {
      WhoId: contactId,
      WhatId: opportunityId,
      AccountId: accountId,
      SystemModstamp: wire(START + MINUTE),
    };
    expect(await r.read('Task', task)).toMatchObject(moved);
    const contact = await r.read('Contact', String(contactId));
    expect(contact).toMatchObject({ AccountId: accountId, HasOptedOutOfEmail: true });
    const roles = `SELECT OpportunityId FROM OpportunityContactRole WHERE ContactId = '${String(contactId)}'`;
    expect(await r.column(roles, 'OpportunityId')).toEqual([opportunityId]);
    const update = await r.api('PATCH', `/sobjects/Lead/${lead}`, { body: { Title: 'x' } });
    expect([update.status, codeOf(update)]).toEqual([400, 'CANNOT_UPDATE_CONVERTED_LEAD']);
    const onto = await r.api('POST', '/sobjects/Task', { body: { WhoId: lead } });
    expect(codeOf(onto)).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
    expect((await r.control('POST', `/leads/${lead}/convert`, {})).status).toBe(409);

    r.org.setSwitches({ convertedTasks: 'stay', conversionCopiesOptOut: false });
    const left = await r.create('Task', { Subject: 'y', WhoId: second });
    await r.control('POST', `/leads/${second}/convert`, { accountId, contactId });
    expect((await r.read('Task', left)).WhoId).toBe(second);
    expect(await r.read('Lead', second)).toMatchObject({ ConvertedContactId: contactId, ConvertedOpportunityId: null });

    r.org.setSwitches({ convertedTasks: 'closedStay', convertedWhat: 'none' });
    const third = r.lead();
    const closed = await r.create('Task', { WhoId: third, Status: 'Completed' });
    const open = await r.create('Task', { WhoId: third });
    await r.control('POST', `/leads/${third}/convert`, { accountId, contactId });
    expect(await r.read('Task', closed)).toMatchObject({ WhoId: third, WhatId: null });
    expect(await r.read('Task', open)).toMatchObject({ WhoId: contactId, WhatId: null });
  });

  it('S57 a reminder goes off by itself when its time passes, and moves the stamps', async () => {
    const r = await rig();
    const at = new Date(START + 10 * MINUTE).toISOString();
    const id = await r.create('Task', { Subject: 'x', IsReminderSet: true, ReminderDateTime: at });
    r.advance(10 * MINUTE - SECOND);
    expect(await r.read('Task', id)).toMatchObject({ IsReminderSet: true, SystemModstamp: wire(START) });
    r.advance(SECOND);
    const after = {
      IsReminderSet: false,
      ReminderDateTime: wire(START + 10 * MINUTE),
      SystemModstamp: wire(START + 10 * MINUTE),
    };
    expect(await r.read('Task', id)).toMatchObject(after);
    r.org.setSwitches({ reminderMovesStamps: false });
    const soon = new Date(START + 11 * MINUTE).toISOString();
    const quiet = await r.create('Task', { Subject: 'y', IsReminderSet: true, ReminderDateTime: soon });
    r.advance(MINUTE);
    expect(await r.read('Task', quiet)).toMatchObject({
      IsReminderSet: false,
      SystemModstamp: wire(START + 10 * MINUTE),
    });
  });

  it('S58 two orgs on one server know nothing of each other; the token tells them apart', async () => {
    const r = await rig({ orgs: 2 });
    const other = (await r.login('simulated-client-2', 'simulated-secret-2')).body;
    const id = await r.create('Task', { Subject: 'x', Actions_Sync_Key__c: 'k' });
    const there = (path: string) => r.api('GET', path, { token: other.access_token });
    expect((await there(`/sobjects/Task/${id}`)).status).toBe(404);
    expect((await there(`${KEY}/k`)).status).toBe(404);
    const organization = async (token: string) => r.column('SELECT Id FROM Organization', 'Id', { token });
    expect(await organization(await r.token())).not.toEqual(await organization(other.access_token));
    await r.control('PUT', '/limits?org=2', { used: 100_000 });
    expect((await there('/limits')).status).toBe(403);
    expect((await r.api('GET', '/limits')).status).toBe(200);
    expect((await r.control('GET', '/health?org=3')).status).toBe(404);
  });

  it('S59 records that are not shared are absent for reads and refused for writes', async () => {
    const r = await rig();
    const contact = r.contact();
    await r.change({ kind: 'access', records: { [contact]: 'hidden' } });
    expect((await r.api('GET', `/sobjects/Contact/${contact}`)).status).toBe(404);
    expect(await r.column(`SELECT Id FROM Contact WHERE Id = '${contact}'`, 'Id')).toEqual([]);
    const retrieved = await r.api('POST', '/composite/sobjects/Contact', { body: { ids: [contact], fields: ['Id'] } });
    expect(retrieved.list).toEqual([null]);
    const code = 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY';
    expect(codeOf(await r.api('PATCH', `/sobjects/Contact/${contact}`, { body: { Title: 'x' } }))).toBe(code);
    expect(codeOf(await r.api('POST', '/sobjects/Task', { body: { WhoId: contact } }))).toBe(code);
    const username = String(r.org.user(seller(r))?.get('Username'));
    const { clientId, clientSecret, password } = r.sim;
    const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password };
    const { access_token: token } = (await r.grant(form)).body;
    await r.change({ kind: 'access', user: seller(r), records: { [contact]: 'full' } });
    expect((await r.api('GET', `/sobjects/Contact/${contact}`, { token })).status).toBe(200);
    await r.change({ kind: 'access', records: { [contact]: 'readOnly' } });
    expect((await r.api('GET', `/sobjects/Contact/${contact}`)).status).toBe(200);
    const readOnly = await r.api('PATCH', `/sobjects/Contact/${contact}`, { body: { Title: 'x' } });
    expect([readOnly.status, codeOf(readOnly)]).toEqual([403, 'INSUFFICIENT_ACCESS_OR_READONLY']);
  });

  it('S62 the journal shows every request: no token in an address, one record per key, how many calls', async () => {
    const r = await rig();
    const token = await r.token();
    await r.control('POST', '/journal/reset');
    for (let i = 0; i < 3; i++) await r.api('PATCH', `${KEY}/k`, { body: {} });
    await r.raw('GET', `/id/${r.sim.orgId}/${r.org.integrationUserId}?oauth_token=${token}`);
    const entries = r.sim.world.journal.since(0);
    expect(entries.filter(({ url }) => url.includes(token))).toHaveLength(1);
    expect(entries.filter(({ counted }) => counted)).toHaveLength(3);
    expect(entries.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    expect(entries[0]).toMatchObject({ method: 'PATCH', org: 1, userId: r.org.integrationUserId });
    const keys = await r.column(
      'SELECT Actions_Sync_Key__c FROM Task WHERE Actions_Sync_Key__c != null',
      'Actions_Sync_Key__c',
    );
    expect(keys).toEqual(['k']);
  });
});
