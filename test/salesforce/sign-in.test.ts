import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audienceOf, instanceOrigin, loginOrigin } from '../../salesforce/addresses.ts';
import { createSalesforceClient } from '../../salesforce/index.ts';
import { connect, failureOf, open, scripted, tokenReply } from './rig.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const OAUTH_TOKEN = '/services/oauth2/token';

describe('signing in', () => {
  it('by client credentials, once for calls at the same time', async () => {
    const { client, signIns } = await connect();
    await Promise.all(['Task', 'Lead', 'Contact'].map((name) => client.describe(name, {})));
    expect(await signIns()).toBe(1);
  });

  it('by JWT bearer, the key as text, as text with \\n, and as a file', async () => {
    const { r } = await connect({}, { clients: [{ clientId: 'app', clientSecret: 'none', publicKey }] });
    const { loginUrl, clientId, username } = r.sim;
    const file = join(mkdtempSync(join(tmpdir(), 'actions-sync-')), 'key.pem');
    writeFileSync(file, privateKey);
    for (const given of [privateKey, privateKey.trim().replaceAll('\n', '\\n'), file]) {
      const client = open({
        loginUrl,
        clientId,
        username,
        privateKey: given,
        clock: { now: () => new Date(r.now), sleep: async () => {} },
      });
      expect((await client.describe('Task', {})).name).toBe('Task');
    }
  });

  it.each([
    ['nothing/there.pem', 'neither PEM text nor a readable file'],
    ['-----BEGIN PRIVATE KEY-----\\nAAAA', 'not a PEM private key without a passphrase'],
  ])('a key that can’t be used is told at once, without repeating it: %s', (given, problem) => {
    const options = { loginUrl: 'https://acme.my.salesforce.com', clientId: 'c', username: 'u', privateKey: given };
    expect(() => createSalesforceClient(options)).toThrowError(
      expect.objectContaining({ key: 'salesforce.privateKey', details: { problem } }),
    );
  });

  it('an elliptic key is no RSA key', () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const given = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const options = { loginUrl: 'https://acme.my.salesforce.com', clientId: 'c', username: 'u', privateKey: given };
    expect(() => createSalesforceClient(options)).toThrowError(
      expect.objectContaining({ key: 'salesforce.privateKey' }),
    );
  });

  it.each([
    [{ clientId: 'other' }, 'salesforce.INVALID_CLIENT_ID', 'auth'],
    [{ clientSecret: 'hunter2' }, 'salesforce.INVALID_CLIENT', 'auth'],
  ])('a refused client %j is %s', async (wrong, key, errorClass) => {
    const { r } = await connect();
    const { loginUrl, clientId, clientSecret } = r.sim;
    const client = open({ loginUrl, clientId, clientSecret, ...wrong });
    const error = await failureOf(client.describe('Task', {}));
    expect([error.key, error.entry.class]).toEqual([key, errorClass]);
    expect(error.message).not.toMatch(/hunter2|client identifier|credentials/);
  });

  it.each([
    ['invalid_grant', 'salesforce.INVALID_GRANT'],
    ['inactive_user', 'salesforce.INACTIVE_USER'],
    ['inactive_org', 'salesforce.INACTIVE_ORGANIZATION'],
    ['unsupported_grant_type', 'salesforce.UNSUPPORTED_GRANT_TYPE'],
    ['rate_limit_exceeded', 'salesforce.RATE_LIMIT_EXCEEDED'],
    ['something_new', 'salesforce.unknownCode'],
  ])('OAuth’s %s is %s', async (error, key) => {
    const { r, client } = await connect();
    await r.faults({ match: { class: 'identity' }, do: { error } });
    expect((await failureOf(client.describe('Task', {}))).key).toBe(key);
  });

  it.each([
    [{ http: 503 as const, html: true }, 'salesforce.http5xx'],
    [{ http: 404 as const, html: true }, 'salesforce.notSalesforce'],
    [{ redirect: 'https://elsewhere.example/' }, 'salesforce.notSalesforce'],
    [{ resetBefore: true as const }, 'salesforce.reset'],
  ])('a token endpoint that answers %j is %s', async (action, key) => {
    const { r, client } = await connect();
    await r.faults({ match: { class: 'identity' }, do: action });
    expect((await failureOf(client.describe('Task', {}))).key).toBe(key);
  });

  it('a page that looks like an answer is not Salesforce', async () => {
    const { client } = await scripted(() => ({ body: { hello: 'world' } }));
    expect((await failureOf(client.describe('Task', {}))).key).toBe('salesforce.notSalesforce');
  });
});

describe('where the token may be used', () => {
  it('is what the answer says, another host of the same kind too', async () => {
    const { client, r } = await connect({}, { separateInstance: true });
    expect(r.sim.instanceUrl).not.toBe(r.sim.loginUrl);
    expect((await client.describe('Task', {})).name).toBe('Task');
  });

  it.each(['https://evil.example', 'http://127.0.0.1:1/path', 'nonsense'])(
    'not at %s: nothing is sent there',
    async (instance_url) => {
      const { client, calls } = await scripted(() => ({ body: { access_token: 't', instance_url } }));
      expect((await failureOf(client.describe('Task', {}))).key).toBe('salesforce.instanceUrl');
      expect(calls.map(({ url }) => url)).toEqual([OAUTH_TOKEN]);
    },
  );

  it.each([
    ['https://acme.my.salesforce.com', 'https://login.salesforce.com', true],
    ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com', true],
    ['https://na1.force.com', 'https://test.salesforce.com', true],
    ['https://acme.lightning.force.com', 'https://login.salesforce.com', false],
    ['http://acme.my.salesforce.com', 'https://login.salesforce.com', false],
    ['https://salesforce.com.evil.example', 'https://login.salesforce.com', false],
    ['https://evilsalesforce.com', 'https://login.salesforce.com', false],
    ['https://proxy.example', 'https://proxy.example', true],
  ])('%s after signing in at %s: %s', (instance, login, isFine) => {
    if (isFine) expect(instanceOrigin(instance, login)).toBe(instance.replace(/\/$/, ''));
    else
      expect(() => instanceOrigin(instance, login)).toThrowError(
        expect.objectContaining({ key: 'salesforce.instanceUrl' }),
      );
  });
});

describe('SALESFORCE_LOGIN_URL', () => {
  it.each(['https://login.salesforce.com', 'https://test.salesforce.com'])('%s needs a key, not a secret', (url) => {
    expect(loginOrigin(url, 'jwt')).toBe(url);
    expect(() => loginOrigin(url, 'clientCredentials')).toThrowError(
      expect.objectContaining({ key: 'salesforce.loginUrl' }),
    );
  });

  it.each([
    'nonsense',
    'http://acme.my.salesforce.com',
    'https://u:p@acme.my.salesforce.com',
    'https://acme.lightning.force.com',
    'https://acme.my.salesforce.com/home',
  ])('%s is refused', (url) =>
    expect(() => loginOrigin(url, 'jwt')).toThrowError(expect.objectContaining({ key: 'salesforce.loginUrl' })),
  );

  it.each([
    ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme--dev.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
    ['https://test.salesforce.com', 'https://test.salesforce.com'],
    ['http://127.0.0.1:80', 'http://127.0.0.1:80'],
  ])('a JWT for %s is meant for %s', (login, audience) => expect(audienceOf(login)).toBe(audience));
});

describe('the API version', () => {
  it.each(['45.0', 'v66.0', '66', 'latest'])('%s is refused', (apiVersion) => {
    const options = { loginUrl: 'https://acme.my.salesforce.com', clientId: 'c', clientSecret: 's', apiVersion };
    expect(() => createSalesforceClient(options)).toThrowError(
      expect.objectContaining({ key: 'salesforce.apiVersion' }),
    );
  });

  it('is 66.0 unless another one is given', async () => {
    const { client, calls } = await scripted(tokenReply, { body: { done: true, records: [] } });
    await client.query('SELECT Id FROM Task', {}).next();
    expect(calls[1]?.url).toMatch(/^\/services\/data\/v66\.0\/query\?q=/);
    const { client: other, r } = await connect({ apiVersion: '46.0' });
    expect((await other.describe('Task', {})).name).toBe('Task');
    expect(r.sim.world.journal.since(0).some(({ url }) => url.includes('/v46.0/'))).toBe(true);
  });
});
