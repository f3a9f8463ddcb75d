import { beforeEach, expect, it } from 'vitest';
import { KNOWN_FOR_MS } from '../../api/access/identify.ts';
import { createAccess } from '../../client/access/index.ts';
import { makeSecret, readSecret } from '../../model/access/secret.ts';
import { afterFile } from '../worker/rig.ts';
import { ask, bearer, tokenOf } from './support/access.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
beforeEach(async () => {
  rig = await openApi(defer, { authenticate: undefined });
});

const STATUS = '/api/v1/status';
const later = () => new Promise((resolve) => setTimeout(resolve, KNOWN_FOR_MS + 100));

it('a token opens what its scope covers, and nothing beyond', async () => {
  const viewer = await tokenOf(rig.store, 'viewer');
  const operator = await tokenOf(rig.store, 'operator');
  const admin = await tokenOf(rig.store, 'admin');
  for (const { token } of [viewer, operator, admin]) {
    expect((await ask(rig, STATUS, { headers: bearer(token) })).status).toBe(200);
  }
  expect(await ask(rig, '/api/v1/tokens', { headers: bearer(operator.token) })).toMatchObject({
    status: 403,
    body: { key: 'api.forbidden', details: { needed: 'admin', has: 'operator' } },
  });
  expect((await ask(rig, '/api/v1/tokens', { headers: bearer(admin.token) })).status).toBe(200);
});

it('nobody makes themselves more than they are', async () => {
  const { token } = await tokenOf(rig.store, 'operator');
  const body = { name: 'mine', scope: 'admin' };
  expect((await ask(rig, '/api/v1/tokens', { method: 'POST', headers: bearer(token), body })).status).toBe(403);
  expect(await rig.store.access.tokens()).toHaveLength(1);
});

it('who is not known is told nothing but that', async () => {
  const { token, id } = await tokenOf(rig.store, 'admin');
  const other = makeSecret('token').text;
  const mistyped = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
  const forged = makeSecret('token').text.replace(/_[0-9a-f]{12}_/, `_${id}_`);
  const unknown: Record<string, string>[] = [
    {},
    bearer(other),
    bearer(mistyped),
    bearer(forged),
    bearer(''),
    { authorization: token },
    { authorization: `Basic ${token}` },
    { cookie: `actions_sync_session=${token}` },
    { cookie: `actions_sync_session=${makeSecret('session').text}` },
  ];
  for (const headers of unknown) {
    expect(await ask(rig, STATUS, { headers })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="actions-sync"' },
      body: { key: 'api.unauthenticated' },
    });
  }
});

it('the secret is stored nowhere', async () => {
  const { token, id } = await tokenOf(rig.store, 'viewer');
  const stored = await rig.store.access.token(id);
  const audit = await rig.store.audit.list(10);
  expect(JSON.stringify([stored, audit])).not.toContain(token.split('_')[2]);
  expect(readSecret('token', token)?.hash).toBe(stored?.hash);
});

it('a revoked token opens nothing within seconds, and says so in the list', async () => {
  const { token, id } = await tokenOf(rig.store, 'viewer');
  const admin = await tokenOf(rig.store, 'admin');
  expect((await ask(rig, STATUS, { headers: bearer(token) })).status).toBe(200);
  const revoked = await ask(rig, `/api/v1/tokens/${id}`, { method: 'DELETE', headers: bearer(admin.token) });
  expect(revoked).toMatchObject({ status: 200, body: { id, active: false } });
  await later();
  expect((await ask(rig, STATUS, { headers: bearer(token) })).status).toBe(401);
  expect(await ask(rig, '/api/v1/tokens/nobody', { method: 'DELETE', headers: bearer(admin.token) })).toMatchObject({
    status: 404,
    body: { key: 'access.unknown' },
  });
});

it('a token ends at its time', async () => {
  const made = await createAccess({ store: rig.store, by: 'tester' }).create({
    name: 'short',
    scope: 'viewer',
    expiresInDays: 1,
  });
  const stored = await rig.store.access.token(made.id);
  const past = makeSecret('token');
  if (stored === null) throw new Error('it is not stored');
  await rig.store.access.addToken({ ...stored, id: past.id, hash: past.hash, expiresAt: new Date(Date.now() - 1) });
  expect((await ask(rig, STATUS, { headers: bearer(made.token) })).status).toBe(200);
  expect((await ask(rig, STATUS, { headers: bearer(past.text) })).status).toBe(401);
});

it('made by an admin, told once, listed without the secret', async () => {
  const admin = await tokenOf(rig.store, 'admin');
  const headers = bearer(admin.token);
  const body = { name: 'wall', scope: 'viewer', expiresInDays: 30 };
  const made = await ask(rig, '/api/v1/tokens', { method: 'POST', headers, body });
  expect(made).toMatchObject({ status: 201, body: { name: 'wall', scope: 'viewer', active: true } });
  expect((await ask(rig, STATUS, { headers: bearer(String(made.body.token)) })).status).toBe(200);
  const listed = await ask(rig, '/api/v1/tokens', { headers });
  expect(JSON.stringify(listed.body)).not.toContain(String(made.body.token).split('_')[2]);
  expect(listed.body).toMatchObject({ items: [{ name: 'wall', createdBy: 'token admin-app' }, { name: 'admin-app' }] });
});

it.each([
  [{ name: 'ann@example.com', scope: 'viewer' }, 422],
  [{ name: ' ', scope: 'viewer' }, 422],
  [{ name: 'x', scope: 'root' }, 400],
  [{ name: 'x', scope: 'viewer', expiresInDays: 0 }, 400],
  [{ name: 'x', scope: 'viewer', secret: 'mine' }, 400],
])('%j is refused', async (body, status) => {
  const { token } = await tokenOf(rig.store, 'admin');
  expect((await ask(rig, '/api/v1/tokens', { method: 'POST', headers: bearer(token), body })).status).toBe(status);
});

it('its use is audited: looking once an hour, writing by address and minute', async () => {
  const admin = await tokenOf(rig.store, 'admin');
  const headers = bearer(admin.token);
  for (let times = 0; times < 3; times++) {
    await ask(rig, STATUS, { headers });
    await ask(rig, '/api/v1/tokens', { method: 'POST', headers, body: { name: `t${times}`, scope: 'viewer' } });
  }
  await rig.api.close();
  const rows = (await rig.store.audit.list(50)).filter(({ action }) => action.startsWith('api.'));
  const route = 'POST /api/v1/tokens';
  expect(rows.map(({ action, by, details }) => ({ action, by, ...details })).toReversed()).toEqual([
    { action: 'api.read', by: 'token admin-app', token: admin.id },
    { action: 'api.write', by: 'token admin-app', token: admin.id, route },
    { action: 'api.read', by: 'token admin-app', token: admin.id, more: 2 },
    { action: 'api.write', by: 'token admin-app', token: admin.id, route, more: 2 },
  ]);
  expect((await rig.store.access.token(admin.id))?.lastUsedAt).not.toBeNull();
});

it('too many requests of one caller are told when to go on; others are not held up', async () => {
  rig = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: null, requestsPerMinute: 3, signInsPerMinute: 10 },
  });
  const one = bearer((await tokenOf(rig.store, 'viewer')).token);
  const other = bearer((await tokenOf(rig.store, 'viewer')).token);
  for (let times = 0; times < 3; times++) expect((await ask(rig, STATUS, { headers: one })).status).toBe(200);
  const refused = await ask(rig, STATUS, { headers: one });
  expect(refused).toMatchObject({ status: 429, body: { key: 'api.rate' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask(rig, STATUS, { headers: other })).status).toBe(200);
});

it('whoever guesses is slowed down, by address', async () => {
  rig = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: null, requestsPerMinute: 1_000, signInsPerMinute: 1 },
  });
  const statuses: number[] = [];
  for (let times = 0; times < 12; times++) {
    statuses.push((await ask(rig, STATUS, { headers: bearer(makeSecret('token').text), from: '192.0.2.7' })).status);
  }
  expect(statuses.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 401));
  expect(statuses.at(-1)).toBe(429);
  const known = bearer((await tokenOf(rig.store, 'viewer')).token);
  expect((await ask(rig, STATUS, { headers: known, from: '192.0.2.7' })).status).toBe(200);
});

it('a route that does not say who may call it can’t be added', async () => {
  const { api } = await openApi(defer, {});
  expect(() => api.get('/api/v1/forgotten', async () => 'everybody')).toThrow('does not say who may call it');
});
