import { describe, expect, it } from 'vitest';
import { createMarketoClient } from '../../marketo/index.ts';
import { CountingLedger, failure, failureOf, NOW, startRig } from './rig.ts';
import type { Scripted } from './scripted-server.ts';

const html = '<html><body>Welcome to nginx, ada@example.com</body></html>';
const oauth = (error: string) => ({ error, error_description: 'for ada@example.com' });

describe('identity', () => {
  it.each<[string, Scripted, string, string]>([
    ['401', { status: 401, body: oauth('invalid_client') }, 'marketo.credentials', 'auth'],
    ['401 with a page', { status: 401, body: html }, 'marketo.credentials', 'auth'],
    ['another OAuth error', { status: 400, body: oauth('unsupported_grant_type') }, 'marketo.identityRefused', 'auth'],
    ['403', { status: 403, body: html }, 'marketo.http403', 'auth'],
    ['404', { status: 404, body: html }, 'marketo.notMarketo', 'config'],
    ['404 without a body', { status: 404 }, 'marketo.notMarketo', 'config'],
    ['404 in JSON', { status: 404, body: { message: 'no route' } }, 'marketo.notMarketo', 'config'],
    ['a redirect', { status: 302, headers: { location: '/login' } }, 'marketo.notMarketo', 'config'],
    ['a page with 200', { body: html }, 'marketo.notMarketo', 'config'],
    ['foreign JSON with 200', { body: { hello: 'world' } }, 'marketo.notMarketo', 'config'],
    ['an empty body', {}, 'marketo.emptyBody', 'retry'],
    ['half of the JSON', { body: '{"access_token":"abc' }, 'marketo.unreadable', 'retry'],
    ['a page with 502', { status: 502, body: html }, 'marketo.http5xx', 'retry'],
    ['429', { status: 429, body: html }, 'marketo.http429', 'rate'],
    ['an envelope', failure('608'), 'marketo.608', 'retry'],
    ['a reset', { fault: 'reset' }, 'marketo.reset', 'retry'],
  ])('%s becomes its own error', async (_, scripted, key, errorClass) => {
    const { server, client, ledger } = await startRig();
    server.identity.push(scripted);
    const error = await failureOf(client.checkCredentials());
    expect([error.key, error.entry.class]).toEqual([key, errorClass]);
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toMatch(/example\.com|client-secret|nginx/);
    expect(error.cause).toBeUndefined();
    expect(ledger.requests).toEqual([]);
  });

  it('tells the API user and how far our clock is off, when that is more than a second can explain', async () => {
    const { server, client } = await startRig();
    const at = (ms: number): Scripted => ({
      body: { access_token: 't', expires_in: 12, scope: 'api@example.com' },
      headers: { date: new Date(NOW.getTime() + ms).toUTCString() },
    });
    server.identity.push(at(0), at(-60_000), at(60_000));
    await expect(client.checkCredentials()).resolves.toEqual({
      apiUser: 'api@example.com',
      expiresInSeconds: 12,
      clockSkewMs: 0,
    });
    const ahead = await client.checkCredentials();
    expect(ahead.clockSkewMs).toBeGreaterThan(55_000);
    expect(ahead.clockSkewMs).toBeLessThanOrEqual(59_000);
    await expect(client.checkCredentials()).resolves.toMatchObject({ clockSkewMs: -60_000 });
  });
});

describe('the base URL', () => {
  const open = (baseUrl: string) =>
    createMarketoClient({ baseUrl, clientId: 'a', clientSecret: 'b', ledger: new CountingLedger() });

  it.each(['', '/', '/rest', '/rest/', '//'])('may end in %j', async (end) => {
    const client = open(`https://123-ABC-456.mktorest.com${end}`);
    expect(client.baseUrl).toBe('https://123-abc-456.mktorest.com');
    await client.close();
  });

  it.each([
    'https://123-ABC-456.mktorest.com/identity',
    'https://123-ABC-456.mktorest.com/rest/v1',
    'https://123-ABC-456.mktorest.com/?token=secret',
    'https://123-ABC-456.mktorest.com/#secret',
    'https://user:secret@123-ABC-456.mktorest.com',
    'ftp://123-ABC-456.mktorest.com',
    '123-ABC-456.mktorest.com',
    '',
  ])('can’t be %j', async (baseUrl) => {
    const error = await failureOf(Promise.resolve().then(() => open(baseUrl)));
    expect([error.key, error.entry.class]).toEqual(['marketo.baseUrl', 'config']);
    expect(error.message).not.toContain('secret');
  });
});
