import { describe, expect, it } from 'vitest';
import { codeOf, DAY, MINUTE, type Rig, rig } from './harness.ts';

async function tasks(r: Rig, count: number): Promise<void> {
  const record = (i: number) => ({ attributes: { type: 'Task' }, Subject: `q${String(i).padStart(4, '0')}` });
  for (let from = 0; from < count; from += 200) {
    const records = Array.from({ length: Math.min(200, count - from) }, (_, i) => record(from + i));
    await r.api('POST', '/composite/sobjects', { body: { records } });
  }
}

const SOQL = "SELECT Subject FROM Task WHERE Subject LIKE 'q%' ORDER BY Subject";

describe('queries', () => {
  it('S38 pages obey the header and the smaller default; a locator is good on both paths, for its user, for two days', async () => {
    const r = await rig();
    await tasks(r, 450);
    const first = await r.query(SOQL, { headers: { 'sforce-query-options': 'batchSize=200' } });
    expect(first.body).toMatchObject({ totalSize: 450, done: false });
    expect(first.body.records).toHaveLength(200);
    const locator = first.body.nextRecordsUrl.split('/').at(-1) ?? '';
    expect(first.body.nextRecordsUrl).toMatch(/^\/services\/data\/v66\.0\/query\/01g\w+-200$/);
    for (const path of ['query', 'queryAll']) {
      const next = await r.api('GET', `/${path}/${locator}`);
      expect(next.body).toMatchObject({ totalSize: 450, done: true });
      expect(next.body.records).toHaveLength(250);
      expect(next.body.records[0]?.Subject).toBe('q0200');
    }
    const small = await r.query(SOQL, { headers: { 'sforce-query-options': 'batchSize=1' } });
    expect(small.body.records).toHaveLength(200);
    r.org.setSwitches({ pageSize: 100 });
    expect((await r.query(SOQL)).body.records).toHaveLength(100);
    const refused = async (given: string, token?: string) =>
      codeOf(await r.api('GET', `/query/${given}`, token === undefined ? {} : { token }));
    expect(await refused('01gNothing-200')).toBe('INVALID_QUERY_LOCATOR');
    const { clientId, clientSecret, password } = r.sim;
    const username = String(
      (await r.column("SELECT Username FROM User WHERE LastName LIKE 'Seller%' LIMIT 1", 'Username'))[0],
    );
    const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username, password };
    expect(await refused(locator, (await r.grant(form)).body.access_token)).toBe('INVALID_QUERY_LOCATOR');
    r.advance(2 * DAY + MINUTE);
    expect(await refused(locator, (await r.login()).body.access_token)).toBe('INVALID_QUERY_LOCATOR');
  });

  it('S39 a result is as it was when it was asked for, whatever is written meanwhile', async () => {
    const r = await rig({ switches: { pageSize: 5 } });
    await tasks(r, 10);
    const first = await r.query(SOQL);
    await r.create('Task', { Subject: 'q0000a' });
    const id = (await r.column("SELECT Id FROM Task WHERE Subject = 'q0007'", 'Id'))[0];
    await r.api('PATCH', `/sobjects/Task/${String(id)}`, { body: { Subject: 'renamed' } });
    const next = await r.raw('GET', first.body.nextRecordsUrl);
    expect(next.body.records.map(({ Subject }) => Subject)).toEqual(['q0005', 'q0006', 'q0007', 'q0008', 'q0009']);
  });

  it('S40 query hides deleted and archived records, queryAll shows them', async () => {
    const r = await rig();
    await tasks(r, 3);
    const [a, b] = await r.column(SOQL.replace('Subject', 'Id'), 'Id');
    await r.api('DELETE', `/sobjects/Task/${String(a)}`);
    await r.control('POST', `/records/${String(b)}/archive`);
    expect(await r.column(SOQL, 'Subject')).toEqual(['q0002']);
    expect(await r.column(SOQL, 'Subject', { all: true })).toEqual(['q0000', 'q0001', 'q0002']);
  });

  it('S41 the language is there: parents, COUNT(), literals, order, limit, offset', async () => {
    const r = await rig();
    const who = r.contact();
    const id = await r.create('Task', { Subject: "it's", WhoId: who, ActivityDate: '2026-06-15', Status: 'Completed' });
    const { body } = await r.query(
      `SELECT Id, Who.Name, Who.Type, Owner.Name, Account.Name, What.Type FROM Task WHERE Subject = 'it\\'s' AND (IsClosed = true OR Priority IN ('High')) AND (NOT ActivityDate < TODAY) AND SystemModstamp >= 2026-06-15T12:00:00Z ORDER BY SystemModstamp DESC NULLS LAST, Id LIMIT 5`,
    );
    expect(body.records).toMatchObject([
      { Id: id, Who: { Type: 'Contact' }, Owner: { Name: 'Integration User' }, Account: {}, What: null },
    ]);
    expect((await r.query('SELECT COUNT() FROM User')).body).toEqual({ totalSize: 301, done: true, records: [] });
    const names = await r.column('SELECT Name FROM Group ORDER BY Name LIMIT 2 OFFSET 1', 'Name');
    expect(names).toEqual(['Queue 2', 'Queue 3']);
    expect(codeOf(await r.query('SELECT Id FROM Task ALL ROWS'))).toBe('MALFORMED_QUERY');
    const columns = await r.api('GET', '/query?columns=true&q=SELECT+Id+FROM+Task');
    expect(columns.body).toMatchObject({ entityName: 'Task', idSelected: true });
  });

  it('pages by id and by stamp meet every record once, base ones and created ones, up and down', async () => {
    const r = await rig();
    for (let i = 0; i < 5; i++) await r.create('Lead', { LastName: 'n', Company: 'c' });
    await r.api('PATCH', `/sobjects/Lead/${r.lead()}`, { body: { Title: 'changed' } });
    const all = (await r.column('SELECT Id FROM Lead', 'Id')).map(String);
    const byId: string[] = [];
    for (let last = '000000000000000'; ; last = byId.at(-1) ?? '') {
      const page = await r.column(`SELECT Id FROM Lead WHERE Id > '${last}' ORDER BY Id LIMIT 37`, 'Id');
      byId.push(...page.map(String));
      if (page.length < 37) break;
    }
    expect(byId).toEqual(all);
    expect(await r.column('SELECT Id FROM Lead ORDER BY Id DESC', 'Id')).toEqual(all.toReversed());
    const [first = '', middle = ''] = [all[0], all[100]];
    const between = `SELECT Id FROM Lead WHERE Id > '${first}' AND Id <= '${middle.slice(0, 15)}'`;
    expect(await r.column(between, 'Id')).toEqual(all.slice(1, 101));

    const stamps = 'SELECT Id, SystemModstamp FROM Lead ORDER BY SystemModstamp';
    const up = (await r.query(`${stamps}, Id`)).body.records.map(({ Id, SystemModstamp }) => ({ Id, SystemModstamp }));
    expect(up.map(({ Id }) => String(Id)).toSorted()).toEqual(all);
    const down = (await r.query(`${stamps} DESC, Id`)).body.records;
    // Five were created in one second.
    expect(down.slice(0, 6).map(({ Id }) => Id)).toEqual(up.slice(-6).map(({ Id }) => Id));
    expect(down.map(({ SystemModstamp }) => SystemModstamp)).toEqual(
      up.map(({ SystemModstamp }) => SystemModstamp).toReversed(),
    );
    const { Id, SystemModstamp } = up[50] ?? {};
    const stamp = String(SystemModstamp).replace('.000+0000', 'Z');
    const rest = `SELECT Id FROM Lead WHERE (SystemModstamp = ${stamp} AND Id > '${String(Id)}') OR SystemModstamp > ${stamp} ORDER BY SystemModstamp, Id`;
    expect(await r.column(rest, 'Id')).toEqual(up.slice(51).map((row) => row.Id));
  });

  it('S42 text is compared without regard to case but in case-sensitive keys, ids by their fifteen characters', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'Mixed', Actions_Sync_Key__c: 'Key' });
    const found = (where: string) => r.column(`SELECT Id FROM Task WHERE ${where}`, 'Id');
    for (const where of [
      "Subject = 'mIXED'",
      "Subject LIKE 'mix%'",
      "Subject IN ('MIXED')",
      `Id = '${id.slice(0, 15)}'`,
    ]) {
      expect(await found(where)).toEqual([id]);
    }
    expect(await found("Actions_Sync_Key__c = 'key'")).toEqual([]);
    expect(await found("Actions_Sync_Key__c = 'Key'")).toEqual([id]);
    const { Email } = await r.read(
      'Contact',
      r.find('Contact', (get) => get('Email') !== null),
    );
    const upper = await r.column(`SELECT Email FROM Contact WHERE Email = '${String(Email).toUpperCase()}'`, 'Email');
    expect(new Set(upper)).toEqual(new Set([Email]));
  });

  it('S43 LIKE knows % and _; a long text can not be filtered', async () => {
    const r = await rig();
    await tasks(r, 12);
    expect(await r.column("SELECT Subject FROM Task WHERE Subject LIKE 'q001_'", 'Subject')).toHaveLength(2);
    const refused = await r.query("SELECT Id FROM Task WHERE Description = 'x'");
    expect([refused.status, codeOf(refused)]).toEqual([400, 'INVALID_FIELD']);
    expect(refused.list[0]?.message).toContain("field 'Description' can not be filtered in a query call");
  });

  it('S44 malformed statements, unknown objects and columns are told apart', async () => {
    const r = await rig();
    const code = async (soql: string) => codeOf(await r.query(soql));
    expect(await code("SELECT Id FROM Task WHERE Subject = 'a' AND Status = 'b' OR Priority = 'c'")).toBe(
      'MALFORMED_QUERY',
    );
    expect(await code('SELECT Id FROM Nothing')).toBe('INVALID_TYPE');
    expect(await code('SELECT Nothing FROM Task')).toBe('INVALID_FIELD');
    const { list } = await r.query('SELECT Id FROM Task WHERE');
    expect(list[0]?.message).toMatch(/ERROR at Row:1:Column:\d+/);
    expect(codeOf(await r.api('GET', '/query'))).toBe('MALFORMED_QUERY');
  });

  it('S45 the objects a client asks for are there', async () => {
    const r = await rig();
    const objects = [
      'Task',
      'Lead',
      'Contact',
      'Account',
      'Opportunity',
      'OpportunityContactRole',
      'User',
      'Organization',
      'TaskStatus',
      'LeadStatus',
      'Group',
    ];
    for (const object of objects) {
      const { status, body } = await r.query(`SELECT Id FROM ${object} LIMIT 1`);
      expect([object, status, body.records?.length]).toEqual([object, 200, 1]);
    }
    const closed = await r.column('SELECT ApiName FROM TaskStatus WHERE IsClosed = true', 'ApiName');
    expect(closed).toEqual(['Completed']);
  });

  it('S46 selected empty fields are null, and each record says what it is', async () => {
    const r = await rig();
    const id = await r.create('Task', { Subject: 'x' });
    const { body } = await r.query(`SELECT Id, Description, WhoId, Who.Name FROM Task WHERE Id = '${id}'`);
    const url = `/services/data/v66.0/sobjects/Task/${id}`;
    expect(body.records).toEqual([
      { attributes: { type: 'Task', url }, Id: id, Description: null, WhoId: null, Who: null },
    ]);
  });
});
