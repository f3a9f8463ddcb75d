import { describe, expect, it } from 'vitest';
import { CONTEXT, failure, failureOf, id, NOW, startRig, success } from './rig.ts';

const DATE = { date: 'Tue, 24 Nov 2026 18:59:00 GMT' };

describe('people by id', () => {
  it('come as Marketo sent them, with Marketo’s time', async () => {
    const { server, client } = await startRig();
    const leads = [{ id: 2, email: 'ada@example.com', x: [1, { y: null }] }, { id: 1 }];
    server.rest.push({ ...success({ result: leads }), headers: DATE });
    await expect(client.leadsByIds([id(1), id(2), id(3)], ['email', 'id', 'x'], CONTEXT)).resolves.toEqual({
      leads,
      answeredAt: new Date(DATE.date),
    });
    const [call] = server.restCalls;
    expect([call?.method, call?.path]).toEqual(['GET', '/rest/v1/leads.json']);
    expect(Object.fromEntries(call?.query ?? [])).toEqual({
      filterType: 'id',
      filterValues: '1,2,3',
      fields: 'id,email,x',
      batchSize: '300',
    });
  });

  it.each([[{}], [{ result: null }], [{ result: [] }], [{ result: [], warnings: ['odd', { code: 1 }], errors: [] }]])(
    'may be nobody: %j',
    async (rest) => {
      const { server, client } = await startRig();
      server.rest.push(success(rest));
      await expect(client.leadsByIds([id(1)], [], CONTEXT)).resolves.toMatchObject({ leads: [] });
    },
  );

  it('are nobody on 702, too', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('702', 'No data found'));
    await expect(client.leadsByIds([id(1)], [], CONTEXT)).resolves.toEqual({ leads: [], answeredAt: NOW });
  });

  it('need no call for no ids', async () => {
    const { client, ledger } = await startRig();
    await expect(client.leadsByIds([], [], CONTEXT)).resolves.toEqual({ leads: [], answeredAt: NOW });
    expect(ledger.requests).toEqual([]);
  });

  it('above 300 ids are not asked for', async () => {
    const { client, ledger } = await startRig();
    const ids = Array.from({ length: 301 }, (_, index) => id(index + 1));
    const error = await failureOf(client.leadsByIds(ids, [], CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badCall', details: { endpoint: 'leads', given: 301, most: 300 } });
    expect(ledger.requests).toEqual([]);
  });

  it('are read page by page while a token comes or moreResult is true', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(
      { ...success({ result: [{ id: 1 }], nextPageToken: 'A=' }), headers: DATE },
      success({ result: [], nextPageToken: 'B', moreResult: true }),
      success({ result: [{ id: 2 }] }),
    );
    await expect(client.leadsByIds([id(1), id(2), id(3)], [], CONTEXT)).resolves.toEqual({
      leads: [{ id: 1 }, { id: 2 }],
      answeredAt: new Date(DATE.date),
    });
    expect(server.restCalls.map((call) => call.query.get('nextPageToken'))).toEqual([null, 'A=', 'B']);
    expect(ledger.outcomes).toEqual(['done', 'done', 'done']);
  });

  it('need no further page when all have answered', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ id: 1 }], nextPageToken: 'A' }));
    await client.leadsByIds([id(1)], [], CONTEXT);
    expect(server.restCalls).toHaveLength(1);
  });

  it('do not go in circles', async () => {
    const { server, client } = await startRig();
    const page = (nextPageToken: string) => success({ result: [], nextPageToken });
    server.rest.push(page('A'), page('A'));
    expect((await failureOf(client.leadsByIds([id(1)], [], CONTEXT))).key).toBe('marketo.tokenStuck');
    server.rest.push(...Array.from({ length: 30 }, (_, index) => page(index % 2 === 0 ? 'A' : 'B')));
    expect((await failureOf(client.leadsByIds([id(1)], [], CONTEXT))).key).toBe('marketo.tokenStuck');
  });

  it.each([
    ['a row without id', { result: [{ id: 1 }, { email: 'ada@example.com' }] }, '1.id'],
    ['an id that is text', { result: [{ id: '1' }] }, '0.id'],
    ['an id of 0', { result: [{ id: 0 }] }, '0.id'],
    ['a row that is null', { result: [null] }, '0.id'],
    ['an object as result', { result: { id: 1 } }, 'result'],
    ['moreResult without a token', { result: [{ id: 1 }], moreResult: true }, 'nextPageToken'],
    ['a number as token', { nextPageToken: 1 }, 'nextPageToken'],
    ['moreResult as text', { moreResult: 'true' }, 'moreResult'],
    ['success as text', { success: 'true' }, 'success'],
  ])('fail on %s', async (_, rest, at) => {
    const { server, client, ledger } = await startRig();
    server.rest.push(success(rest));
    const error = await failureOf(client.leadsByIds([id(1), id(2)], [], CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badAnswer', details: { endpoint: 'leads', at } });
    expect(error.entry.class).toBe('bug');
    expect(error.message).not.toContain('ada@');
    expect(ledger.outcomes).toEqual(['done']);
  });

  it.each([['[]'], ['null'], ['"text"'], ['{}']])('fail on %s in place of an envelope', async (body) => {
    const { server, client } = await startRig();
    server.rest.push({ body });
    expect((await failureOf(client.leadsByIds([id(1)], [], CONTEXT))).key).toBe('marketo.badAnswer');
  });

  it('go as POST where the address would be longer than Marketo takes', async () => {
    const { server, client } = await startRig();
    const ids = Array.from({ length: 300 }, (_, index) => id(1_000_000_000 + index));
    const fields = Array.from({ length: 200 }, (_, index) => `aLongCustomFieldName_${index}`);
    server.rest.push(success({ result: [] }), success({ result: [] }));
    await client.leadsByIds(ids, ['email'], CONTEXT);
    await client.leadsByIds(ids, fields, CONTEXT);
    const [short, long] = server.restCalls;
    expect([short?.method, long?.method]).toEqual(['GET', 'POST']);
    expect(Object.fromEntries(long?.query ?? [])).toEqual({ _method: 'GET' });
    expect(long?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(long?.form.get('filterValues')).toBe(ids.join(','));
    expect(long?.form.get('fields')).toBe(`id,${fields.join(',')}`);
  });

  it('are unpacked when they come as gzip', async () => {
    const { server, client } = await startRig();
    server.rest.push({ ...success({ result: [{ id: 1, firstName: 'Ådå 🎈' }] }), gzip: true });
    await expect(client.leadsByIds([id(1)], [], CONTEXT)).resolves.toMatchObject({
      leads: [{ id: 1, firstName: 'Ådå 🎈' }],
    });
  });
});

describe('people by another field', () => {
  it('come for all values, page by page, with Marketo’s time of the first', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(
      {
        ...success({ result: [{ id: 1, email: 'a+b@example.com' }], nextPageToken: 'A=', moreResult: true }),
        headers: DATE,
      },
      success({ result: [{ id: 7 }, { id: 9 }] }),
    );
    const found = await client.leadsByFilter('sfdcContactId', ['003A', 'a+b&c'], ['email'], CONTEXT);
    expect(found).toEqual({
      leads: [{ id: 1, email: 'a+b@example.com' }, { id: 7 }, { id: 9 }],
      answeredAt: new Date(DATE.date),
    });
    expect(Object.fromEntries(server.restCalls[1]?.query ?? [])).toEqual({
      filterType: 'sfdcContactId',
      filterValues: '003A,a+b&c',
      fields: 'id,email',
      batchSize: '300',
      nextPageToken: 'A=',
    });
    expect(ledger.outcomes).toEqual(['done', 'done']);
  });

  it('may be fewer or more than the values: only Marketo says when there are no more', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ id: 1 }, { id: 2 }], nextPageToken: 'A' }), success({ result: [{ id: 3 }] }));
    const { leads } = await client.leadsByFilter('email', ['one@example.com'], [], CONTEXT);
    expect(leads.map((lead) => lead.id)).toEqual([1, 2, 3]);
  });

  it('need no call for no values', async () => {
    const { client, ledger } = await startRig();
    await expect(client.leadsByFilter('email', [], [], CONTEXT)).resolves.toEqual({ leads: [], answeredAt: NOW });
    expect(ledger.requests).toEqual([]);
  });

  it.each([
    ['more than 300', Array.from({ length: 301 }, String), { given: 301, most: 300 }],
    ['one with a comma, which would be two', ['a', 'Ada, Lovelace'], { at: 'filterValues.1' }],
    ['an empty one', ['a', 'b', ''], { at: 'filterValues.2' }],
  ])('are not asked for by values that Marketo would misread: %s', async (_, values, details) => {
    const { client, ledger } = await startRig();
    const error = await failureOf(client.leadsByFilter('company', values, [], CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badCall', details: { endpoint: 'leads', ...details } });
    expect(error.message).not.toContain('Ada');
    expect(ledger.requests).toEqual([]);
  });

  it.each([
    ['1003', 'Too many results match the filter', 'marketo.1003.tooMany'],
    ['1011', "Lookup field 'createdAt' not supported", 'marketo.1011'],
    ['1006', "Lookup field 'x' not found", 'marketo.1006'],
  ])('that Marketo refuses by %s (%s) are %s', async (code, message, key) => {
    const { server, client } = await startRig();
    server.rest.push(failure(code, message));
    expect((await failureOf(client.leadsByFilter('x', ['y'], [], CONTEXT))).key).toBe(key);
  });

  it('by values that are given late are asked when the call has its place, on each page for the same', async () => {
    const { server, client, ledger } = await startRig();
    const values = ['ann@example.com'];
    const acquire = ledger.acquire.bind(ledger);
    ledger.acquire = (request) => {
      if (values.length === 1) values.push('bob@example.com');
      return acquire(request);
    };
    server.rest.push(
      failure('602'),
      success({ result: [{ id: 1 }], nextPageToken: 'A' }),
      success({ result: [{ id: 2 }] }),
    );
    const { leads } = await client.leadsByFilter('email', () => values, [], CONTEXT);
    expect(leads).toHaveLength(2);
    expect(server.restCalls.map(({ query }) => query.get('filterValues'))).toEqual(
      Array.from({ length: 3 }, () => 'ann@example.com,bob@example.com'),
    );
    expect(server.restCalls.map(({ query }) => query.get('nextPageToken'))).toEqual([null, null, 'A']);
  });

  it('by values that are given late are not asked for by one who has left meanwhile', async () => {
    const { server, client, ledger } = await startRig();
    const leaving = new AbortController();
    const acquire = ledger.acquire.bind(ledger);
    ledger.acquire = async (request) => {
      const lease = await acquire(request);
      leaving.abort(new Error('gone'));
      return lease;
    };
    const values = () => {
      throw new Error('not asked for');
    };
    const context = { ...CONTEXT, signal: leaving.signal };
    await expect(client.leadsByFilter('email', values, [], context)).rejects.toThrow('gone');
    expect(server.restCalls).toEqual([]);
  });

  it('by values that are given late and that Marketo would misread are not asked for', async () => {
    const { server, client } = await startRig();
    for (const values of [[], ['a,b'], Array.from({ length: 301 }, String)]) {
      const error = await failureOf(client.leadsByFilter('email', () => values, [], CONTEXT));
      expect(error.key).toBe('marketo.badCall');
    }
    expect(server.restCalls).toEqual([]);
  });
});
