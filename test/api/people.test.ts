import { beforeAll, describe, expect, it } from 'vitest';
import { cursorText } from '../../api/cursor.ts';
import type { MarketoPart } from '../../model/person.ts';
import { change, EPOCH, personId, personWrite, qualifiedPart, ticket } from '../store/people.ts';
import { afterFile } from '../worker/rig.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const OWNER = '0055g00000000GgAAI';
const defer = afterFile();
let rig: ApiRig;

const part = (asOf: number, changed: Partial<MarketoPart> = {}) => qualifiedPart(asOf, { ownerId: OWNER, ...changed });
const search = async (body: object) => (await rig.as('viewer')('POST', '/api/v1/people/search', body)).body;
const ids = (body: unknown) => (body as { items: { marketoId: number }[] }).items.map(({ marketoId }) => marketoId);

beforeAll(async () => {
  rig = await openApi(defer);
  await rig.store.people.apply(
    [
      ...[1, 2, 3, 4].map((id) => personWrite(id, part(id, { salesforceLeadId: `00Q00000000000${id}` }))),
      personWrite(5, part(5, { firstName: 'Grace', lastName: 'Hopper', company: 'Navy', email: 'grace@example.com' })),
      personWrite(6, part(6, { state: 'merged', leftAt: new Date(EPOCH) }), {
        alias: { asOf: ticket(6), winner: personId(5) },
      }),
    ],
    { evidence: 'initialScan' },
  );
  await rig.store.sellers.learn(
    [{ email: 'sue@sales.example', salesforceUserId: OWNER, timeZone: 'Asia/Tokyo' }],
    new Date(),
  );
});

describe('search', () => {
  it('lists visible people by Marketo ID, page after page', async () => {
    const first = await search({ limit: 2 });
    expect(ids(first)).toEqual([1, 2]);
    const { next } = first as { next: string };
    const second = await search({ limit: 2, cursor: next });
    expect(ids(second)).toEqual([3, 4]);
    const last = await search({ limit: 2, cursor: (second as { next: string }).next });
    expect(last).toMatchObject({ items: [{ marketoId: 5 }], next: null });
  });

  it('answers the line of the export', async () => {
    expect(await search({ text: 'grace hop' })).toEqual({
      items: [
        {
          ...{ marketoId: 5, state: 'qualified', firstName: 'Grace', lastName: 'Hopper', company: 'Navy', title: null },
          ...{ email: 'grace@example.com', phone: null, linkedInUrl: null, source: null },
          ...{ salesforceLeadId: null, salesforceContactId: null, salesforceAccountId: null },
          ...{ salesforceOpportunityId: null, ownerId: OWNER, asOf: 5, syncedAt: new Date(EPOCH + 5).toISOString() },
        },
      ],
      next: null,
    });
  });

  it.each([
    [{ email: ' GRACE@example.com' }, [5]],
    [{ text: 'nav' }, [5]],
    [{ text: 'byr', ownerId: OWNER }, [1, 2, 3, 4]],
    [{ text: 'byr', ownerId: '0055g00000000HhAAI' }, []],
    [{ state: 'merged' }, [6]],
    [{ text: '%' }, []],
    [{ text: 'a\u0000' }, []],
  ])('%j finds %j', async (body, found) => {
    expect(ids(await search(body))).toEqual(found);
  });

  it.each([
    [{ state: 'erased' }, 'body.state'],
    [{ ownerId: '00G000000000001AAA' }, 'body.ownerId'],
    [{ text: ' ' }, 'body.text'],
    [{ limit: 201 }, 'body.limit'],
    [{ name: 'Ada' }, 'body'],
  ])('%j is refused, naming %s', async (body, at) => {
    const answer = await rig.as('viewer')('POST', '/api/v1/people/search', body);
    expect(answer).toMatchObject({ status: 400, body: { key: 'api.invalid', problems: [{ at }] } });
  });

  it.each([
    ['none at all', () => 'x!'],
    ['of another shape', () => cursorText({ of: rig.instance, after: 'Ada' })],
    ['of another instance', () => cursorText({ of: 'other', after: 2 })],
  ])('refuses a cursor that is %s', async (_, cursor) => {
    const answer = await rig.as('viewer')('POST', '/api/v1/people/search', { cursor: cursor() });
    expect(answer).toMatchObject({ status: 400, body: { key: 'api.invalid' } });
  });
});

describe('one person', () => {
  const get = (url: string) => rig.as('viewer')('GET', `/api/v1/people/${url}`);

  it('with its seller and its records elsewhere', async () => {
    expect(await get('1')).toMatchObject({
      status: 200,
      body: {
        person: { marketoId: 1, state: 'qualified', lastName: 'Byron' },
        evidence: 'leadChange',
        because: 'Marketo’s change feed named a changed field',
        owner: { ownerId: OWNER, email: 'sue@sales.example', timeZone: 'Asia/Tokyo' },
        firstSeen: { asOf: 1, evidence: 'initialScan' },
        alias: null,
        links: [
          { system: 'salesforce', object: 'Lead', id: '00Q000000000001' },
          { system: 'salesforce', object: 'User', id: OWNER },
        ],
        erased: null,
      },
    });
  });

  it('merged: into whom', async () => {
    const alias = { winner: 5, chain: [{ marketoId: 5, state: 'qualified' }], circle: false };
    expect(await get('6')).toMatchObject({ body: { person: { state: 'merged' }, alias } });
    expect(await get('6/explanation')).toMatchObject({
      body: {
        marketoId: 6,
        here: false,
        because: 'merged',
        sentences: expect.arrayContaining([expect.stringContaining('merged into 5. 5 is here')]),
      },
    });
  });

  it('that nobody knows is not found, and explained all the same', async () => {
    expect(await get('99')).toMatchObject({ status: 404, body: { key: 'person.unknown', details: { marketoId: 99 } } });
    expect(await get('99/explanation')).toMatchObject({ status: 200, body: { here: false, because: 'notStarted' } });
    expect(await get('99/history')).toMatchObject({ status: 200, body: { items: [], next: null } });
    expect(await get('Ada')).toMatchObject({ status: 400, body: { problems: [{ at: 'params.id' }] } });
  });

  it('its history, the latest first, page after page', async () => {
    const changes = [change('title', null, 'Countess'), change('phone', null, '1')];
    await rig.store.people.apply(
      [
        personWrite(2, part(20), { changes: [change('company', 'Engines', 'Looms')] }),
        personWrite(2, part(21), { changes }),
      ],
      { evidence: 'overlap' },
    );
    const first = (await get('2/history?limit=2')).body as { items: object[]; next: string };
    expect(first.items).toMatchObject([
      { asOf: 21, field: 'title', old: null, new: 'Countess', evidence: 'overlap' },
      { asOf: 21, field: 'phone', new: '1', because: 'the daily re-read of the last 24 h covered the person' },
    ]);
    const rest = await get(`2/history?limit=2&cursor=${first.next}`);
    expect(rest.body).toMatchObject({ items: [{ asOf: 20, field: 'company', old: 'Engines' }], next: null });
    // A cursor is of one person.
    expect(await get(`3/history?cursor=${first.next}`)).toMatchObject({ status: 400, body: { key: 'api.invalid' } });
  });
});

it('held people are listed by Marketo ID, with all of them counted', async () => {
  const at = new Date(EPOCH);
  await rig.store.suspects.put(
    [3, 1, 70].map((id) => ({
      ...{ id: personId(id), kind: 'held' as const, hint: 'deletion' as const },
      ...{ since: at, until: at, nextAt: at },
    })),
  );
  const page = async (query: string) => (await rig.as('viewer')('GET', `/api/v1/people/held${query}`)).body;
  const first = await page('?limit=2');
  expect(first).toMatchObject({
    items: [
      { marketoId: 1, hint: 'deletion', winner: null, person: { lastName: 'Byron' } },
      { marketoId: 3, since: at.toISOString() },
    ],
    total: 3,
  });
  const { next } = first as { next: string };
  expect(await page(`?cursor=${next}`)).toMatchObject({ items: [{ marketoId: 70, person: null }], next: null });
});

it('erased people are gone for every search, and the reason stays', async () => {
  const admin = rig.as('admin');
  expect(await admin('GET', '/api/v1/people/4/erasure')).toMatchObject({
    status: 200,
    body: { ids: [4], erased: [], counts: { people: 1 } },
  });
  expect(await admin('POST', '/api/v1/people/4/erasure', { reason: 'asked by ada@example.com' })).toMatchObject({
    status: 409,
    body: { key: 'people.eraseReason' },
  });
  expect(ids(await search({ text: 'byron' }))).toContain(4);
  expect(await admin('POST', '/api/v1/people/4/erasure', { reason: 'request 4711' })).toMatchObject({
    status: 200,
    body: { ids: [4], removed: { people: 1 } },
  });
  for (const query of [{}, { text: 'byron' }, { text: 'ada' }, { email: 'ada@example.com' }, { ownerId: OWNER }]) {
    expect(ids(await search(query))).not.toContain(4);
  }
  expect(await admin('GET', '/api/v1/people/4')).toMatchObject({
    body: {
      person: { state: 'erased', email: null },
      erased: { by: 'test-admin', reason: 'request 4711' },
      owner: null,
    },
  });
});

it('resync takes ids, and needs a sync that was started', async () => {
  const resync = (body: object) => rig.as('operator')('POST', '/api/v1/people/resync', body);
  expect(await resync({ ids: [1] })).toMatchObject({ status: 409, body: { key: 'people.notStarted' } });
  expect(await resync({ ids: [] })).toMatchObject({ status: 400, body: { problems: [{ at: 'body.ids' }] } });
  expect(await resync({ ids: ['Ada'] })).toMatchObject({ status: 400, body: { problems: [{ at: 'body.ids.0' }] } });
});
