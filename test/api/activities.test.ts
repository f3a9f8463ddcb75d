import { beforeAll, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { line } from './support/lines.ts';
import { allOf } from './support/pages.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
const URL_OF = '/api/v1/activities';
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

const log = (body: object) => rig.as('operator')('POST', URL_OF, body);
const list = (query: string) =>
  allOf((cursor) => rig.as('viewer')('GET', `${URL_OF}?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));

it('one activity is taken as it is, and known when it comes again', async () => {
  expect(await log(line('one'))).toMatchObject({
    status: 200,
    body: { results: [{ id: 'one', result: 'accepted' }] },
  });
  expect((await log(line('one'))).body).toEqual({ results: [{ id: 'one', result: 'known' }] });
  expect((await log(line('one', { emailSubject: 'Other' }))).body).toEqual({
    results: [{ id: 'one', result: 'rejected', problems: [expect.objectContaining({ field: 'id' })] }],
  });
});

it('of 1,000 lines each is taken or refused on its own, and told in order', async () => {
  const bad: Record<number, unknown> = {
    3: 'no object',
    77: line('many-77', { personId: 'x' }),
    500: line('many 500'),
    998: line('many-998', { unknownMember: 1 }),
    999: line('many-0', { emailSubject: 'Another' }),
  };
  const activities = Array.from({ length: 1_000 }, (_, index) => bad[index] ?? line(`many-${index}`));
  const { status, body } = await log({ activities });
  expect(status).toBe(200);
  const { results } = body as { results: { id: string | null; result: string; problems?: { field: string }[] }[] };
  expect(results).toHaveLength(1_000);
  const refused = results.flatMap(({ id, result, problems }, index) =>
    result === 'rejected' ? [[index, id, problems?.map(({ field }) => field).join()]] : [],
  );
  expect(refused).toEqual([
    [3, null, 'line'],
    [77, 'many-77', 'personId'],
    [500, null, 'id'],
    [998, 'many-998', 'unknownMember'],
    [999, 'many-0', 'id'],
  ]);
  expect(results.filter(({ result }) => result === 'accepted')).toHaveLength(995);
  expect(await rig.as('viewer')('GET', `${URL_OF}/many-998`)).toMatchObject({ status: 404 });
  expect(await rig.as('viewer')('GET', `${URL_OF}/many-997`)).toMatchObject({
    status: 200,
    body: { activity: { id: 'many-997', emailSubject: 'Hello many-997', occurredAt: '2026-11-27T09:00:00.000Z' } },
  });
});

it('more than 1,000, none at all, or what is no JSON object is refused as a whole', async () => {
  const activities = Array.from({ length: 1_001 }, (_, index) => line(`over-${index}`));
  expect(await log({ activities })).toMatchObject({
    status: 400,
    body: { key: 'api.invalid', problems: [{ at: 'body.activities' }] },
  });
  expect(await log({ activities: [] })).toMatchObject({ status: 400 });
  expect(await log([line('a')])).toMatchObject({ status: 400 });
  expect(await rig.as('viewer')('GET', `${URL_OF}/over-0`)).toMatchObject({
    status: 404,
    body: { key: 'activity.unknown', details: { id: 'over-0' } },
  });
});

it('1,000 lines with texts as long as they may be fit into one request', async () => {
  const text = 'x'.repeat(32_000);
  const activities = Array.from({ length: 1_000 }, (_, index) => line(`long-${index}`, { emailText: text }));
  // Refused, so that the test stores no 32 MB; it was read and checked all the same.
  const { status, body } = await log({ activities: activities.map((one) => ({ ...one, personId: 0 })) });
  expect(status).toBe(200);
  expect((body as { results: unknown[] }).results).toHaveLength(1_000);
});

it('are listed newest first, page by page, with their title and how far each vendor is', async () => {
  const { as } = await openApi(defer);
  const post = (id: string, change = {}) => as('operator')('POST', URL_OF, line(id, change));
  await post('a');
  await as('operator')('POST', URL_OF, { activities: [line('b'), line('c'), line('d', { personId: 7 })] });
  const ask = (query: string) =>
    allOf((cursor) => as('viewer')('GET', `${URL_OF}?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));
  const all = await ask('limit=1');
  expect(all.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  expect(all[3]).toEqual({
    ...{ id: 'a', type: 'emailSent', personId: 4711, seller: 'sam@seller.example', title: 'Hello a' },
    ...{ occurredAt: '2026-11-27T09:00:00.000Z', acceptedAt: expect.any(String) },
    branches: { marketo: { status: { state: 'pending' }, tries: 0 } },
  });
  expect((await ask('personId=7')).map(({ id }) => id)).toEqual(['d']);
  expect(await ask('type=callReceived')).toEqual([]);
  expect((await ask('state=pending&vendor=marketo&limit=3')).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  expect(await ask('state=pending&vendor=salesforce')).toEqual([]);
});

it.each(['limit=0', 'limit=201', 'personId=x', 'state=lost', 'type=x', 'vendor=x', 'seller=a@example.com', 'cursor=x'])(
  'a list asked for with %s is refused',
  async (query) => {
    expect(await rig.as('viewer')('GET', `${URL_OF}?${query}`)).toMatchObject({
      status: 400,
      body: { key: 'api.invalid' },
    });
  },
);

it('a cursor of another list is none of this one’s', async () => {
  const cursor = Buffer.from(JSON.stringify({ at: '2026-11-27T10:00:00Z', id: 'a' })).toString('base64url');
  await expect(list(`cursor=${cursor}`)).rejects.toThrow('400');
});
