import { beforeAll, expect, it } from 'vitest';
import type { AlertState } from '../../model/alerts/transition.ts';
import { personWrite, qualifiedPart } from '../store/people.ts';
import { afterFile } from '../worker/rig.ts';
import { line } from './support/lines.ts';
import { allOf } from './support/pages.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

const SETTINGS = '/api/v1/settings';
const INTERVAL = `${SETTINGS}/people.interval`;
const admin = (...request: Parameters<ReturnType<ApiRig['as']>>) => rig.as('admin')(...request);
const viewer = (url: string) => rig.as('viewer')('GET', url);

it('a setting is set as text, told by whom, and taken back', async () => {
  expect(await admin('PUT', INTERVAL, { value: '5 min' })).toMatchObject({
    status: 200,
    body: {
      setting: { key: 'people.interval', value: 300_000, unit: 'ms', text: '5 min', changed: true },
      change: { key: 'people.interval', old: '30 s', new: '5 min' },
    },
  });
  expect(await admin('PUT', INTERVAL, { value: '300 s' })).toMatchObject({ status: 200, body: { change: null } });
  const { items } = (await viewer(`${SETTINGS}?changed=true`)).body as { items: { key: string }[] };
  expect(items.map(({ key }) => key)).toEqual(['people.interval']);
  const all = (await viewer(SETTINGS)).body as { items: { key: string; lastChange: unknown }[] };
  expect(all.items.length).toBeGreaterThan(20);
  const last = new Map(all.items.map(({ key, lastChange }) => [key, lastChange]));
  expect(last.get('people.interval')).toEqual({ at: expect.any(String), by: 'test-admin' });
  expect(last.get('people.cap')).toBeNull();
  expect((await admin('DELETE', INTERVAL)).body).toMatchObject({ setting: { text: '30 s', changed: false } });
  expect((await viewer(`${INTERVAL}/history`)).body).toMatchObject({
    items: [
      { old: '5 min', new: '30 s', unset: true, by: 'test-admin' },
      { old: '30 s', new: '5 min', unset: false },
    ],
  });
  expect((await viewer(`${SETTINGS}/history?limit=1`)).body).toMatchObject({ items: [{ key: 'people.interval' }] });
});

it('what is no setting, or no value of one, is refused with what is allowed', async () => {
  expect(await admin('PUT', INTERVAL, { value: 'soon' })).toMatchObject({
    status: 422,
    body: { key: 'config.setting' },
  });
  expect(await admin('PUT', `${SETTINGS}/people.intervall`, { value: '5 s' })).toMatchObject({
    status: 404,
    body: { key: 'config.settingUnknown' },
  });
  expect(await viewer(`${SETTINGS}/nothing/history`)).toMatchObject({ status: 404 });
});

it('settings are exported, and imported after a look at what would change', async () => {
  await admin('PUT', `${SETTINGS}/check.marketo`, { value: 'on' });
  const { body: file } = await viewer(`${SETTINGS}/export`);
  expect(file).toEqual({ format: 'actions-sync settings 1', settings: { 'check.marketo': 'on' } });
  await admin('DELETE', `${SETTINGS}/check.marketo`);
  const dry = await admin('POST', `${SETTINGS}/import`, { file, dryRun: true });
  const changes = [{ key: 'check.marketo', old: 'off', new: 'on' }];
  expect(dry).toMatchObject({ status: 200, body: { applied: false, changes, same: [] } });
  expect((await viewer(`${SETTINGS}/check.marketo`)).body).toMatchObject({ text: 'off' });
  expect(await admin('POST', `${SETTINGS}/import`, { file })).toMatchObject({ body: { applied: true, changes } });
  expect((await viewer(`${SETTINGS}/check.marketo`)).body).toMatchObject({ text: 'on' });
  const wrong = { ...(file as object), settings: { 'check.marketo': 'maybe', 'no.such': 'x' } };
  expect(await admin('POST', `${SETTINGS}/import`, { file: wrong })).toMatchObject({
    status: 422,
    body: { key: 'config.settingsFile', details: { 'check.marketo': 'must be on or off' } },
  });
});

const SELLERS = '/api/v1/sellers';

it('sellers are set, listed by address, and found by it without a URL that has it', async () => {
  const set = (body: object) => admin('POST', SELLERS, body);
  expect(await set({ email: ' Bob@Example.com ', salesforceUserId: '005000000000001', tasks: true })).toMatchObject({
    status: 200,
    body: {
      seller: {
        email: 'bob@example.com',
        salesforceUserId: '005000000000001AAA',
        setBy: 'admin',
        tasks: { isOn: true },
      },
      wakeError: null,
    },
  });
  await set({ email: 'ann@example.com', timeZone: 'Europe/Berlin' });
  const first = (await viewer(`${SELLERS}?limit=1`)).body as { items: { email: string }[]; next: string };
  expect(first.items.map(({ email }) => email)).toEqual(['ann@example.com']);
  const search = (body: object) => rig.as('viewer')('POST', `${SELLERS}/search`, body);
  expect((await search({ cursor: first.next })).body).toMatchObject({
    items: [{ email: 'bob@example.com' }],
    next: null,
  });
  expect((await search({ email: 'BOB@example.com' })).body).toMatchObject({ items: [{ email: 'bob@example.com' }] });
  expect((await search({ email: 'eve@example.com' })).body).toEqual({ items: [], next: null });
  expect(await set({ email: 'bob@example.com', salesforceUserId: null })).toMatchObject({
    body: { seller: { salesforceUserId: null, tasks: { isOn: true } } },
  });
});

it.each([
  [{ email: 'bob@example.com' }, 400, 'api.invalid'],
  [{ email: 'bob', tasks: true }, 422, 'seller.invalid'],
  [{ email: 'bob@example.com', salesforceUserId: '001000000000001' }, 422, 'seller.invalid'],
  [{ email: 'bob@example.com', timeZone: 'Europe/Berlim' }, 422, 'seller.invalid'],
  [{ email: 'bob@example.com', name: 'Bob' }, 400, 'api.invalid'],
])('of a seller %j is answered %i', async (body, status, key) => {
  const answer = await admin('POST', SELLERS, body);
  expect(answer).toMatchObject({ status, body: { key } });
});

it('the audit is paged by time, and narrowed by action and by whom', async () => {
  const { as, store } = await openApi(defer);
  for (const [action, by] of [
    ['one', 'ada'],
    ['two', 'bob'],
    ['three', 'ada'],
  ] as const)
    await store.audit.add({ action, by, details: { count: 1 } });
  const ask = (query: string) =>
    allOf((cursor) => as('viewer')('GET', `/api/v1/audit?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));
  const rows = async (query: string) => (await ask(query)).filter(({ action }) => !String(action).startsWith('api.'));
  const actions = async (query: string) => (await rows(query)).map(({ action }) => action);
  expect(await actions('limit=1')).toEqual(['three', 'two', 'one']);
  expect(await actions('action=one&action=two')).toEqual(['two', 'one']);
  expect(await actions('action=one')).toEqual(['one']);
  expect(await actions('by=ada&limit=1')).toEqual(['three', 'one']);
  expect(await actions('to=2026-01-01T00:00:00Z')).toEqual([]);
  expect(await actions('from=2026-01-01T00:00:00Z')).toHaveLength(3);
  // Looking is audited, too.
  expect((await ask('action=api.read')).map(({ by }) => by)).toEqual(['test-viewer']);
  expect(await as('viewer')('GET', '/api/v1/audit?from=today')).toMatchObject({ status: 400 });
});

it('alerts that fire are told with cause and fix', async () => {
  const { as, store } = await openApi(defer);
  expect((await as('viewer')('GET', '/api/v1/alerts')).body).toEqual({ items: [] });
  const at = new Date('2026-11-27T10:00:00Z');
  const state: AlertState = {
    ...{ alert: 'lag/tasks' as const, firing: true, key: 'alerts.late', value: 1_200, limit: 900 },
    ...{ since: at, turningSince: null, firedAt: at, clearedAt: null },
  };
  await store.alerts.move(null, { state, notices: [] });
  expect((await as('viewer')('GET', '/api/v1/alerts')).body).toMatchObject({
    items: [{ alert: 'lag/tasks', key: 'alerts.late', unit: 'seconds', value: 1_200, undelivered: 0 }],
  });
});

it('a panel shows what was logged, and says what it does not know', async () => {
  const { as, store } = await openApi(defer);
  await store.people.apply([personWrite(7, qualifiedPart(1, { firstName: 'Ada' }))], { evidence: 'resync' });
  await as('operator')(
    'POST',
    '/api/v1/activities',
    line('p-1', { personId: 7, occurredAt: new Date().toISOString() }),
  );
  const ask = (url: string) => as('viewer')('GET', `/api/v1/panels/${url}`);
  expect(await ask('people/7?kind=emailSent&weeks=2&timeZone=Europe/Berlin')).toMatchObject({
    status: 200,
    body: {
      people: [{ id: 7, firstName: 'Ada' }],
      weeks: [{ entries: [{ kind: 'emailSent', title: 'Hello p-1', source: 'actions', personId: 7 }] }],
      rowsShown: 1,
      missing: [{ why: 'panel.noMarketo' }],
    },
  });
  expect((await ask('people/7?kind=callReceived&kind=emailReplied')).body).toMatchObject({ rowsShown: 0 });
  expect(await ask('people/8')).toMatchObject({ status: 404, body: { key: 'person.unknown' } });
  expect(await ask('people/7?layer=account')).toMatchObject({
    body: { missing: expect.arrayContaining([expect.objectContaining({ what: 'accountLayer' })]) },
  });
  expect(await ask('people/7?timeZone=Mars')).toMatchObject({ status: 422, body: { key: 'panel.badRequest' } });
  expect(await ask('people/0')).toMatchObject({ status: 400 });
  expect(await ask('accounts/001000000000001')).toMatchObject({ status: 422, body: { key: 'panel.nobody' } });
  expect(await ask('accounts/003000000000001')).toMatchObject({ status: 400 });
  expect(await ask('opportunities/006000000000001AAA')).toMatchObject({ status: 422, body: { key: 'panel.nobody' } });
});
