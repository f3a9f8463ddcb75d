import { beforeEach, expect, it } from 'vitest';
import { KNOWN_FOR_MS } from '../../api/access/identify.ts';
import { createAccess } from '../../client/access/index.ts';
import { makeSecret } from '../../model/access/secret.ts';
import { afterFile } from '../worker/rig.ts';
import { ask, bearer, HOST, signedIn, tokenOf } from './support/access.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
beforeEach(async () => {
  rig = await openApi(defer, { authenticate: undefined });
});

const STATUS = '/api/v1/status';
const TOKENS = '/api/v1/tokens';
const ORIGIN = `http://${HOST}`;
const body = { name: 'new', scope: 'viewer' };
const later = () => new Promise((resolve) => setTimeout(resolve, KNOWN_FOR_MS + 100));

it('a token signs in to a session that scripts can’t read', async () => {
  const { token } = await tokenOf(rig.store, 'admin');
  const { answer, cookie, csrf } = await signedIn(rig, { token });
  expect(answer).toMatchObject({ status: 200, body: { actor: { name: 'token admin-app', scope: 'admin' } } });
  const set = String(answer.headers['set-cookie']);
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=604800']) expect(set).toContain(part);
  expect(set).not.toContain('Secure');
  expect(cookie).not.toContain(token);
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(200);
  expect((await ask(rig, '/api/v1/session', { headers: { cookie } })).body).toMatchObject({ csrf });
});

it('behind TLS the cookie is sent over TLS alone, for this host alone', async () => {
  rig = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: 'https://sync.example.com', requestsPerMinute: 100, signInsPerMinute: 10 },
  });
  const { token } = await tokenOf(rig.store, 'viewer');
  const headers = { host: 'sync.example.com', origin: 'https://sync.example.com', 'sec-fetch-site': 'same-origin' };
  const answer = await ask(rig, '/api/v1/session', { method: 'POST', headers, body: { token } });
  expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-actions_sync_session=.*; Secure/);
  expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
  const cookie = answer.cookie ?? '';
  expect((await ask(rig, STATUS, { headers: { ...headers, cookie } })).status).toBe(200);
});

it('a write with the session alone is refused: its token, its page and its origin count', async () => {
  const { token } = await tokenOf(rig.store, 'admin');
  const { cookie, csrf } = await signedIn(rig, { token });
  const good = { cookie, 'x-csrf-token': csrf };
  const bad: Record<string, string>[] = [
    { cookie },
    { ...good, 'x-csrf-token': `${csrf}0` },
    { ...good, origin: 'http://evil.example' },
    { ...good, origin: 'null' },
    { ...good, 'sec-fetch-site': 'cross-site' },
    { ...good, 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of bad) {
    expect(await ask(rig, TOKENS, { method: 'POST', headers, body })).toMatchObject({
      status: 403,
      body: { key: 'api.csrf' },
    });
  }
  expect((await ask(rig, TOKENS, { method: 'POST', headers: good, body })).status).toBe(201);
  const own = { ...good, origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
  expect((await ask(rig, TOKENS, { method: 'POST', headers: own, body })).status).toBe(201);
  // What only looks needs no more than the cookie.
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(200);
});

it('another site’s page can’t sign anybody in', async () => {
  const { token } = await tokenOf(rig.store, 'admin');
  const headers = { origin: 'http://evil.example' };
  const answer = await ask(rig, '/api/v1/session', { method: 'POST', headers, body: { token } });
  expect(answer).toMatchObject({ status: 403, body: { key: 'api.csrf' } });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

it('signing in gives a new session, whatever cookie came along', async () => {
  const { token } = await tokenOf(rig.store, 'viewer');
  const planted = `actions_sync_session=${makeSecret('session').text}`;
  const answer = await ask(rig, '/api/v1/session', { method: 'POST', headers: { cookie: planted }, body: { token } });
  expect(answer.cookie).not.toBe(planted);
  expect((await ask(rig, STATUS, { headers: { cookie: planted } })).status).toBe(401);
  expect((await signedIn(rig, { token })).cookie).not.toBe(answer.cookie);
});

it('signing out ends this session and no other', async () => {
  const { token } = await tokenOf(rig.store, 'viewer');
  const one = await signedIn(rig, { token });
  const other = await signedIn(rig, { token });
  const headers = { cookie: one.cookie, 'x-csrf-token': one.csrf };
  const out = await ask(rig, '/api/v1/session', { method: 'DELETE', headers });
  expect(out).toMatchObject({ status: 200, body: { signedOut: true } });
  expect(String(out.headers['set-cookie'])).toMatch(/actions_sync_session=;/);
  expect((await ask(rig, STATUS, { headers: { cookie: one.cookie } })).status).toBe(401);
  expect((await ask(rig, STATUS, { headers: { cookie: other.cookie } })).status).toBe(200);
});

it('a token is not signed out', async () => {
  const { token } = await tokenOf(rig.store, 'viewer');
  expect(await ask(rig, '/api/v1/session', { method: 'DELETE', headers: bearer(token) })).toMatchObject({
    body: { signedOut: false },
  });
  expect((await ask(rig, STATUS, { headers: bearer(token) })).status).toBe(200);
});

it('ends with the token that it was opened with', async () => {
  const { token, id } = await tokenOf(rig.store, 'viewer');
  const { cookie } = await signedIn(rig, { token });
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(200);
  await createAccess({ store: rig.store, by: 'tester' }).revoke(id);
  await later();
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(401);
});

it('one that a link opened ends when an admin says so', async () => {
  const access = createAccess({ store: rig.store, by: 'ann' });
  const { cookie } = await signedIn(rig, { code: await access.signInCode('admin') });
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(200);
  const started = (await rig.store.audit.list(20)).find(({ action }) => action === 'session.start');
  await access.endSession(String(started?.details.session));
  await later();
  expect((await ask(rig, STATUS, { headers: { cookie } })).status).toBe(401);
});

it('ends after 12 hours without use and after 7 days in any case', async () => {
  const session = (hours: { unused: number; left: number }) => {
    const { text, id, hash } = makeSecret('session');
    const usedAt = new Date(Date.now() - hours.unused * 3_600_000);
    const until = new Date(Date.now() + hours.left * 3_600_000);
    const common = { name: 'ann', scope: 'viewer' as const, tokenId: null, csrf: 'c', kind: 'session' as const };
    return {
      cookie: `actions_sync_session=${text}`,
      session: { ...common, id, hash, createdAt: usedAt, usedAt, until },
    };
  };
  for (const [hours, status] of [
    [{ unused: 11.9, left: 1 }, 200],
    [{ unused: 12.1, left: 1 }, 401],
    [{ unused: 0, left: -0.01 }, 401],
  ] as const) {
    const { cookie, session: stored } = session(hours);
    await rig.store.access.addSession(stored);
    expect((await ask(rig, STATUS, { headers: { cookie } })).status, JSON.stringify(hours)).toBe(status);
  }
});

it('a code signs in once, as who made it, and not when it is late', async () => {
  const access = createAccess({ store: rig.store, by: 'ann' });
  const code = await access.signInCode('operator');
  const both = await Promise.all([signedIn(rig, { code }), signedIn(rig, { code })]);
  expect(both.map(({ answer }) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  expect(both.find(({ answer }) => answer.status === 200)?.answer.body.actor).toEqual({
    name: 'ann',
    scope: 'operator',
  });
  expect((await signedIn(rig, { code })).answer.body.key).toBe('api.signIn');
  const late = makeSecret('link');
  const at = new Date(Date.now() - 1_000);
  const link = { kind: 'link' as const, name: 'ann', scope: 'admin' as const, tokenId: null, csrf: '' };
  await rig.store.access.addSession({ ...link, id: late.id, hash: late.hash, createdAt: at, usedAt: at, until: at });
  expect((await signedIn(rig, { code: late.text })).answer.status).toBe(401);
  // A code is no session, nor a session a code.
  const unused = await access.signInCode('viewer');
  expect((await ask(rig, STATUS, { headers: { cookie: `actions_sync_session=${unused}` } })).status).toBe(401);
});

it('guessing codes is slowed down by address', async () => {
  const statuses: number[] = [];
  for (let times = 0; times < 12; times++) {
    const code = makeSecret('link').text;
    statuses.push((await ask(rig, '/api/v1/session', { method: 'POST', body: { code }, from: '192.0.2.9' })).status);
  }
  expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
  expect(statuses.slice(10)).toEqual([429, 429]);
});

it('is audited when it begins and ends', async () => {
  const { token, id } = await tokenOf(rig.store, 'viewer');
  const { cookie, csrf } = await signedIn(rig, { token });
  await ask(rig, '/api/v1/session', { method: 'DELETE', headers: { cookie, 'x-csrf-token': csrf } });
  const rows = (await rig.store.audit.list(20)).filter(({ action }) => action.startsWith('session.'));
  expect(rows.map(({ action, by }) => [action, by])).toEqual([
    ['session.end', 'token viewer-app'],
    ['session.start', 'token viewer-app'],
  ]);
  expect(rows[1]?.details).toMatchObject({ token: id, scope: 'viewer' });
});
