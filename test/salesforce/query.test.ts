import { describe, expect, it } from 'vitest';
import { soqlDateTime, soqlText } from '../../salesforce/index.ts';
import { all, connect, failureOf, KEY_FIELD, scripted, tokenReply } from './rig.ts';

describe('a query', () => {
  it('gives all pages, without attributes, also of a parent', async () => {
    const { client, r } = await connect({}, { switches: { pageSize: 50 } });
    const pages: number[] = [];
    const records: Readonly<Record<string, unknown>>[] = [];
    for await (const page of client.query('SELECT Id, Owner.Name FROM Lead', {})) {
      pages.push(page.length);
      records.push(...page);
    }
    const total = (await r.query('SELECT COUNT() FROM Lead')).body.totalSize;
    expect([records.length, pages[0]]).toEqual([total, 50]);
    expect(pages.length).toBe(Math.ceil(total / 50));
    expect(records[0]).toEqual({ Id: expect.stringMatching(/^00Q\w{15}$/), Owner: { Name: expect.any(String) } });
  });

  it('a short page is no end, and what says neither done nor where to go on is no answer', async () => {
    const next = '/services/data/v66.0/query/01g0-500';
    const { client } = await scripted(
      tokenReply,
      { body: { done: false, records: [], nextRecordsUrl: next } },
      { body: { done: true, records: [{ Id: '1' }] } },
    );
    expect(await all(client.query('SELECT Id FROM Task', {}))).toEqual([{ Id: '1' }]);
    for (const nextRecordsUrl of [undefined, 'https://evil.example/services/data/v66.0/query/1', '/elsewhere']) {
      const { client: other } = await scripted(tokenReply, { body: { done: false, records: [], nextRecordsUrl } });
      expect((await failureOf(all(other.query('SELECT Id FROM Task', {})))).key).toBe('salesforce.badAnswer');
    }
  });

  it('the same place again is no way on', async () => {
    const again = { body: { done: false, records: [], nextRecordsUrl: '/services/data/v66.0/query/01g0-500' } };
    const { client, calls } = await scripted(tokenReply, again, again, again);
    expect((await failureOf(all(client.query('SELECT Id FROM Task', {})))).key).toBe('salesforce.badAnswer');
    expect(calls).toHaveLength(3);
  });

  it('a stale place is told, so that the query can be begun again', async () => {
    const { client, r } = await connect({}, { switches: { pageSize: 50 } });
    const pages = client.query('SELECT Id FROM Lead', {});
    await pages.next();
    await r.control('POST', '/cursors/expire', {});
    expect((await failureOf(pages.next())).key).toBe('salesforce.INVALID_QUERY_LOCATOR');
  });

  it('one that is too long for an address is not sent', async () => {
    const { client, calls } = await scripted(tokenReply);
    const error = await failureOf(
      client.query(`SELECT Id FROM Task WHERE Subject = '${'x'.repeat(15_000)}'`, {}).next(),
    );
    expect([error.key, calls.length]).toEqual(['salesforce.badCall', 0]);
  });
});

describe('values in a query', () => {
  it.each(["O'Neil", 'back\\slash', "\\' OR Name != '", 'line\nbreak\ttab\r', 'quote"', '%_', 'Ünïcødé 😀', "'"])(
    '%j finds itself alone',
    async (subject) => {
      const { client } = await connect();
      await client.create('Task', [{ Subject: subject }, { Subject: 'other' }], {});
      const found = await all(client.query(`SELECT Subject FROM Task WHERE Subject = ${soqlText(subject)}`, {}));
      expect(found).toHaveLength(1);
    },
  );

  it('a moment is written in whole seconds, rounded down', () => {
    expect(soqlDateTime(new Date('2026-01-02T03:04:05.999Z'))).toBe('2026-01-02T03:04:05Z');
  });

  it('a moment compares as it should', async () => {
    const { client, r } = await connect();
    await r.create('Task', { Subject: 'x' });
    const since = (ms: number) =>
      all(client.query(`SELECT Id FROM Task WHERE SystemModstamp >= ${soqlDateTime(new Date(r.now + ms))}`, {}));
    expect([(await since(0)).length, (await since(1_000)).length]).toEqual([1, 0]);
  });
});

describe('records by their keys', () => {
  it('are found, however many; those that do not exist or are deleted are left out', async () => {
    const { client, r } = await connect();
    const keys = Array.from({ length: 450 }, (_, i) => `a-${String(i).padStart(36, '0')}`);
    for (let from = 0; from < 400; from += 200) {
      const part = keys.slice(from, from + 200);
      await client.upsert(
        'Task',
        KEY_FIELD,
        part.map((key) => ({ [KEY_FIELD]: key, Subject: key })),
        {},
      );
    }
    const one = await client.byKeys('Task', KEY_FIELD, [keys[0] ?? ''], ['Id'], {});
    await r.api('DELETE', `/sobjects/Task/${String(one.get(keys[0] ?? '')?.Id)}`);
    const found = await client.byKeys('Task', KEY_FIELD, keys, ['Subject'], {});
    expect([...found.keys()].sort()).toEqual(keys.slice(1, 400));
    for (const [key, record] of found) expect(record).toEqual({ [KEY_FIELD]: key, Subject: key });
    const urls = r.sim.world.journal.since(0).map(({ url }) => url.length);
    expect(Math.max(...urls)).toBeLessThanOrEqual(7_550);
  });

  it('stand under the key that was asked for, where case doesn’t count and where it does', async () => {
    const { client, r } = await connect();
    const field = { name: 'Loose__c', externalId: true, unique: true, caseSensitive: false };
    await r.change({ kind: 'field', object: 'Task', field });
    await client.create('Task', [{ Loose__c: 'Key-1' }], {});
    expect([...(await client.byKeys('task', 'loose__c', ['KEY-1', 'key-2'], [], {})).keys()]).toEqual(['KEY-1']);
    await client.upsert('Task', KEY_FIELD, [{ [KEY_FIELD]: 'a' }, { [KEY_FIELD]: 'A' }], {});
    expect((await client.byKeys('Task', KEY_FIELD, ['a', 'A', 'b'], [], {})).size).toBe(2);
  });

  it('none asks nothing', async () => {
    const { client, signIns } = await connect();
    expect((await client.byKeys('Task', KEY_FIELD, [], ['Id'], {})).size).toBe(0);
    expect(await signIns()).toBe(0);
  });
});
