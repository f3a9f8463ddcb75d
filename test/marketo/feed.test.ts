import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../marketo/time.ts';
import { CONTEXT, failureOf, NOW, startRig, success } from './rig.ts';

const row = (rest: object = {}) => ({
  id: 102_988,
  marketoGUID: '102988',
  leadId: 7,
  activityDate: '2026-11-24T18:00:00Z',
  activityTypeId: 13,
  attributes: [{ name: 'Source', value: 'Web service API' }],
  ...rest,
});
const page = (rest: object = {}) => success({ result: [row()], nextPageToken: 'NEXT====', moreResult: false, ...rest });
const FEED = { token: 'THIS+/====' };

describe('a page of a feed', () => {
  it('of lead changes names people, time and the way on', async () => {
    const { server, client } = await startRig();
    server.rest.push({ ...page({ moreResult: true }), headers: { date: 'Tue, 24 Nov 2026 18:59:00 GMT' } });
    const { askedAt, ...rest } = await client.leadChanges({ ...FEED, fields: ['email', 'phone'] }, CONTEXT);
    expect(rest).toEqual({
      records: [{ guid: '102988', leadId: 7, typeId: 13, at: new Date('2026-11-24T18:00:00Z'), mergedIds: [] }],
      nextPageToken: 'NEXT====',
      moreResult: true,
    });
    const answered = Date.parse('2026-11-24T18:59:00Z');
    expect(askedAt.getTime()).toBeLessThanOrEqual(answered);
    expect(askedAt.getTime()).toBeGreaterThan(answered - 10_000);
    expect(server.restCalls[0]?.path).toBe('/rest/v1/activities/leadchanges.json');
    expect(Object.fromEntries(server.restCalls[0]?.query ?? [])).toEqual({
      nextPageToken: FEED.token,
      fields: 'email,phone',
    });
  });

  it('of activities asks for types, of deleted people for nothing but the token', async () => {
    const { server, client } = await startRig();
    server.rest.push(page(), page({ result: [row({ activityTypeId: 37, attributes: [] })] }));
    await client.activities({ ...FEED, typeIds: [31, 32] }, CONTEXT);
    await expect(client.deletedLeads(FEED, CONTEXT)).resolves.toMatchObject({ records: [{ leadId: 7, typeId: 37 }] });
    const [activities, deleted] = server.restCalls;
    expect(activities?.path).toBe('/rest/v1/activities.json');
    expect(Object.fromEntries(activities?.query ?? [])).toEqual({
      nextPageToken: FEED.token,
      activityTypeIds: '31,32',
    });
    expect(deleted?.path).toBe('/rest/v1/activities/deletedleads.json');
    expect(Object.fromEntries(deleted?.query ?? [])).toEqual({ nextPageToken: FEED.token });
  });

  it('is dated by our clock where Marketo sends no date', async () => {
    const { server, client } = await startRig();
    server.rest.push({ ...page(), headers: { date: 'nonsense' } });
    const { askedAt } = await client.deletedLeads(FEED, CONTEXT);
    expect(NOW.getTime() - askedAt.getTime()).toBeGreaterThan(0);
    expect(NOW.getTime() - askedAt.getTime()).toBeLessThan(10_000);
  });

  it.each([
    ['without a result', { result: undefined }, 0, false],
    ['that is empty and not the last', { result: [], moreResult: true }, 0, true],
    ['without moreResult', { moreResult: undefined }, 1, false],
    ['whose token stays while there is nothing more', { nextPageToken: FEED.token }, 1, false],
  ])('%s is a page', async (_, rest, records, moreResult) => {
    const { server, client } = await startRig();
    server.rest.push(page(rest));
    const read = await client.deletedLeads(FEED, CONTEXT);
    expect([read.records.length, read.moreResult]).toEqual([records, moreResult]);
  });

  it('that leads to itself is marketo.tokenStuck', async () => {
    const { server, client } = await startRig();
    server.rest.push(page({ nextPageToken: FEED.token, moreResult: true }));
    const error = await failureOf(client.deletedLeads(FEED, CONTEXT));
    expect([error.key, error.entry.class]).toEqual(['marketo.tokenStuck', 'bug']);
    expect(error.message).not.toContain('THIS');
  });

  it.each([
    ['no token', { nextPageToken: undefined }, 'nextPageToken'],
    ['an empty token', { nextPageToken: '' }, 'nextPageToken'],
    ['a row without leadId', { result: [row(), row({ leadId: undefined })] }, '1.leadId'],
    ['a leadId as text', { result: [row({ leadId: 'ada@example.com' })] }, '0.leadId'],
    ['a leadId beyond 2^53', { result: [row({ leadId: 2 ** 53 })] }, '0.leadId'],
    ['an unreadable time', { result: [row({ activityDate: 'ada@example.com' })] }, '0.activityDate'],
    ['no type', { result: [row({ activityTypeId: undefined })] }, '0.activityTypeId'],
    ['a row that is text', { result: ['ada@example.com'] }, '0'],
    ['a merged id that is none', { result: [merge('7,ada@example.com')] }, '1'],
    ['merge attributes that are text', { result: [row({ activityTypeId: 32, attributes: 'ada' })] }, 'attributes'],
  ])('with %s fails: nothing is dropped', async (_, rest, at) => {
    const { server, client } = await startRig();
    server.rest.push(page(rest));
    const error = await failureOf(client.deletedLeads(FEED, CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badAnswer', details: { endpoint: 'deletedLeads', at } });
    expect(error.message).not.toContain('ada');
  });

  it.each([
    ['fields', () => ({ fields: [] as string[] })],
    ['too many types', () => ({ typeIds: Array.from({ length: 11 }, (_, index) => index) })],
    ['no types', () => ({ typeIds: [] as number[] })],
  ])('is not asked for with %s that Marketo would refuse', async (_, query) => {
    const { client, ledger } = await startRig();
    const asked = query();
    const call =
      'fields' in asked
        ? client.leadChanges({ ...FEED, fields: asked.fields }, CONTEXT)
        : client.activities({ ...FEED, typeIds: asked.typeIds }, CONTEXT);
    expect((await failureOf(call)).key).toBe('marketo.badCall');
    expect(ledger.requests).toEqual([]);
  });

  it('goes as POST when its token is very long', async () => {
    const { server, client } = await startRig();
    const token = 'A+/='.repeat(2_000);
    server.rest.push(page());
    await client.deletedLeads({ token }, CONTEXT);
    expect(server.restCalls[0]?.method).toBe('POST');
    expect(server.restCalls[0]?.form.get('nextPageToken')).toBe(token);
  });
});

function merge(value: unknown, name = 'Merge IDs') {
  return row({ activityTypeId: 32, attributes: [{ name: 'Merge Source' }, { name, value }] });
}

describe('a row of a feed', () => {
  it.each([
    ['an array', [8, 9], [8, 9]],
    ['an array of texts', ['8', ' 9 '], [8, 9]],
    ['a number', 8, [8]],
    ['a text', '8', [8]],
    ['a text with commas', '8, 9,8', [8, 9]],
    ['an empty text', '', []],
    ['null', null, []],
    ['nothing', undefined, []],
  ])('names the losers of a merge given as %s', async (_, value, losers) => {
    const { server, client } = await startRig();
    server.rest.push(page({ result: [merge(value), merge(value, 'mergeIds')] }));
    const { records } = await client.activities({ ...FEED, typeIds: [32] }, CONTEXT);
    expect(records.map((record) => record.mergedIds)).toEqual([losers, losers]);
  });

  it('takes attribute values of any kind, and none', async () => {
    const { server, client } = await startRig();
    const odd = [{ name: 'a', value: [1, { b: null }] }, { name: 'c' }, 'text', null];
    const rows = [
      row({ attributes: odd }),
      row({ attributes: undefined }),
      row({ attributes: null }),
      row({ activityTypeId: 32, attributes: undefined }),
    ];
    server.rest.push(page({ result: rows }));
    const { records } = await client.activities({ ...FEED, typeIds: [13] }, CONTEXT);
    expect(records).toHaveLength(4);
  });

  it.each([
    ['102988', '102988'],
    [102_988, '102988'],
    ['', null],
    [null, null],
    [undefined, null],
  ])('has the GUID %j as %j, and needs no id', async (marketoGUID, guid) => {
    const { server, client } = await startRig();
    server.rest.push(page({ result: [row({ marketoGUID, id: undefined })] }));
    const { records } = await client.deletedLeads(FEED, CONTEXT);
    expect(records[0]?.guid).toBe(guid);
  });

  it.each([
    ['2016-05-17T22:11:45Z', '2016-05-17T22:11:45.000Z'],
    ['2016-05-17T22:11:45-08:00', '2016-05-18T06:11:45.000Z'],
    ['2016-05-17T22:11:45+0000', '2016-05-17T22:11:45.000Z'],
    ['2016-05-17T22:11:45Z+0000', '2016-05-17T22:11:45.000Z'],
    ['2016-05-17T22:11:45.678+0530', '2016-05-17T16:41:45.678Z'],
  ])('is dated %s = %s', (text, iso) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(iso);
  });

  it.each(['', '2016-05-17', '2016-05-17T22:11:45', '2016-13-17T22:11:45Z', '17 May 2016', '2016-05-17 22:11:45Z'])(
    'is not dated %j',
    (text) => {
      expect(parseTimestamp(text)).toBeNull();
    },
  );
});
