import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { codeOf, HOUR, type Rig, rig } from './harness.ts';

const VERIFIER = 'v'.repeat(43);

const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const keys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

function assertion(claims: object, privateKey: string, alg = 'RS256'): string {
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const text = `${part({ alg })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

async function jwtRig() {
  const { publicKey, privateKey } = keys();
  const r = await rig({ clients: [{ clientId: 'c', clientSecret: 's', publicKey }] });
  const good = { iss: 'c', sub: r.sim.username, aud: 'https://login.salesforce.com', exp: r.now / 1000 + 180 };
  const ask = (claims: object = {}, key = privateKey, alg?: string) =>
    r.grant({ grant_type: JWT, assertion: assertion({ ...good, ...claims }, key, alg) });
  return { r, ask, good };
}

const list = (r: Rig, token: string) => r.raw('GET', '/services/data/v66.0/limits', { token });

describe('tokens', () => {
  it('S1 client credentials come in the body, as Basic, and in chunks', async () => {
    const r = await rig();
    expect((await r.login()).status).toBe(200);
    const basic = Buffer.from(`${r.sim.clientId}:${r.sim.clientSecret}`).toString('base64');
    const asBasic = await r.grant({ grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` });
    expect(asBasic.status).toBe(200);
    const form = `grant_type=client_credentials&client_id=${r.sim.clientId}&client_secret=${r.sim.clientSecret}`;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'transfer-encoding': 'chunked' };
      const call = request(`${r.sim.loginUrl}/services/oauth2/token`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject);
      for (const part of [form.slice(0, 20), form.slice(20)]) call.write(part);
      call.end();
    });
    expect(status).toBe(200);
  });

  it('S2 a JWT assertion is judged by signature, iss, sub, aud and exp', async () => {
    const { r, ask, good } = await jwtRig();
    const right = await ask();
    expect(right.status).toBe(200);
    expect((await list(r, right.body.access_token)).status).toBe(200);
    expect((await ask({ aud: r.sim.loginUrl })).status).toBe(200);
    for (const wrong of [
      { iss: 'other' },
      { sub: 'nobody@x.example' },
      { aud: 'https://evil.example' },
      { exp: good.exp - 181 },
      { exp: good.exp + 121 },
    ]) {
      const refused = await ask(wrong);
      expect([refused.status, codeOf(refused), wrong]).toEqual([400, 'invalid_grant', wrong]);
    }
    expect(codeOf(await ask({}, keys().privateKey))).toBe('invalid_grant');
    expect(codeOf(await ask({}, undefined, 'HS256'))).toBe('invalid_grant');
  });

  it('S3 wrong secrets, unknown grants and a switched-off password grant are refused as OAuth objects', async () => {
    const r = await rig();
    const wrong = await r.login(undefined, 'wrong');
    expect(wrong.status).toBe(400);
    expect(wrong.body).toEqual({ error: 'invalid_client', error_description: 'invalid client credentials' });
    expect(codeOf(await r.grant({ grant_type: 'magic' }))).toBe('unsupported_grant_type');
    const { clientId, clientSecret, username, password } = r.sim;
    const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, username };
    // The security token stands behind the password.
    expect((await r.grant({ ...form, password: `${password}TOKEN` })).status).toBe(200);
    expect(codeOf(await r.grant({ ...form, password: 'wrong' }))).toBe('invalid_grant');
    r.org.setSwitches({ passwordGrant: false });
    expect(codeOf(await r.grant({ ...form, password }))).toBe('unsupported_grant_type');
  });

  it('S4 a token answer has its eight members, and neither refresh_token nor expires_in', async () => {
    const { body } = await (await rig()).login();
    const names = ['access_token', 'id', 'instance_url', 'issued_at', 'scope', 'signature', 'token_type'];
    expect(Object.keys(body).sort()).toEqual(names);
    expect(body.access_token).toMatch(/^00D\w{12,15}![.\w]+$/);
    expect(body.id).toMatch(/\/id\/00D\w{15}\/005\w{15}$/);
    expect(body.issued_at).toMatch(/^\d{13}$/);
  });

  it('S5 tokens of one session are the same or not, by switch', async () => {
    const r = await rig();
    const ask = async () => (await r.login()).body.access_token;
    expect(await ask()).toBe(await ask());
    r.org.setSwitches({ reuseToken: false });
    expect(await ask()).not.toBe(await ask());
  });

  it('S6 a session ends a while after its last use; what is no session is a 401 with INVALID_SESSION_ID', async () => {
    const r = await rig();
    const token = await r.token();
    for (let i = 0; i < 3; i++) {
      r.advance(2 * HOUR - 1);
      expect((await list(r, token)).status).toBe(200);
    }
    r.advance(2 * HOUR);
    const refused = await list(r, token);
    expect(refused.status).toBe(401);
    expect(refused.body).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
    expect((await list(r, 'nonsense')).status).toBe(401);
    expect((await fetch(`${r.sim.instanceUrl}/services/data/v66.0/limits`)).status).toBe(401);
    expect((await r.login()).body.access_token).not.toBe(token);
  });

  it('S7 tokens are revoked, userinfo and the identity URL tell whose they are', async () => {
    const r = await rig();
    const { access_token: token, id } = (await r.login()).body;
    const info = await r.raw('GET', '/services/oauth2/userinfo', { token });
    expect(info.body).toMatchObject({ organization_id: r.sim.orgId, preferred_username: r.sim.username });
    const identity = await r.raw('GET', `${new URL(id).pathname}?format=json`, { token });
    expect(identity.body).toMatchObject({ user_id: r.org.integrationUserId, username: r.sim.username });
    const form = new URLSearchParams({ token });
    const revoked = await fetch(`${r.sim.loginUrl}/services/oauth2/revoke`, { method: 'POST', body: form });
    expect(revoked.status).toBe(200);
    expect((await list(r, token)).status).toBe(401);
    expect((await r.raw('GET', '/services/oauth2/userinfo', { token })).status).toBe(403);
  });

  it('S8 by fault a token is given and the API still says 401, however often it is renewed', async () => {
    const r = await rig();
    await r.faults({ match: { class: 'identity' }, do: { deadToken: true } });
    const tokens = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const token = (await r.login()).body.access_token;
      tokens.add(token);
      expect((await list(r, token)).status).toBe(401);
    }
    expect(tokens.size).toBe(3);
    const calls = (await r.control('GET', '/stats')).body;
    expect(calls.endpoints['/services/oauth2/token']).toBe(3);
    expect(calls.codes.INVALID_SESSION_ID).toBe(3);
  });

  it('S9 instance_url can be another place than the login URL, which then has no API', async () => {
    const r = await rig({ separateInstance: true });
    const { access_token: token, instance_url: url } = (await r.login()).body;
    expect(url).toBe(r.sim.instanceUrl);
    expect(url).not.toBe(r.sim.loginUrl);
    expect((await list(r, token)).status).toBe(200);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${r.sim.loginUrl}/services/data/v66.0/limits`, { headers })).status).toBe(401);
  });
});

describe('refresh tokens', () => {
  const refresh = (r: Rig, token: string) =>
    r.grant({ grant_type: 'refresh_token', refresh_token: token, client_id: r.sim.clientId });

  it('the web-server flow gives one, and a code works once', async () => {
    const r = await rig();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: r.sim.clientId,
      redirect_uri: 'https://app.example/done',
      state: 'x',
    });
    const sent = await fetch(`${r.sim.loginUrl}/services/oauth2/authorize?${String(query)}`, { redirect: 'manual' });
    const location = new URL(sent.headers.get('location') ?? '');
    expect([location.host, location.searchParams.get('state')]).toEqual(['app.example', 'x']);
    const exchange = () =>
      r.grant({
        grant_type: 'authorization_code',
        code: location.searchParams.get('code') ?? '',
        client_id: r.sim.clientId,
        client_secret: r.sim.clientSecret,
        redirect_uri: 'https://app.example/done',
      });
    expect((await exchange()).body.refresh_token).toMatch(/^5Aep/);
    expect(codeOf(await exchange())).toBe('invalid_grant');
  });

  it.each([
    ['the right verifier, without a secret', { code_verifier: VERIFIER }, 200],
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
    ['no verifier and a secret', { client_secret: 'SECRET' }, 'invalid_grant'],
    ['neither verifier nor secret', {}, 'invalid_client'],
    ['another address', { code_verifier: VERIFIER, redirect_uri: 'https://app.example' }, 'redirect_uri_mismatch'],
  ])('a code that PKCE protects, with %s', async (_, given, outcome) => {
    const r = await rig();
    const redirect_uri = 'https://app.example/done';
    const code_challenge = createHash('sha256').update(VERIFIER).digest('base64url');
    const query = { client_id: r.sim.clientId, redirect_uri, code_challenge, code_challenge_method: 'S256' };
    const url = `${r.sim.loginUrl}/services/oauth2/authorize?${String(new URLSearchParams(query))}`;
    const location = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
    const code = location.searchParams.get('code') ?? '';
    const form: Record<string, string> = {
      grant_type: 'authorization_code',
      code,
      client_id: r.sim.clientId,
      redirect_uri,
      ...given,
    };
    const secret: Record<string, string> = 'client_secret' in given ? { client_secret: r.sim.clientSecret } : {};
    const answer = await r.grant({ ...form, ...secret });
    expect(outcome === 200 ? answer.status : codeOf(answer)).toBe(outcome);
  });

  it('rotates them; an old one used again ends all of the user’s tokens', async () => {
    const r = await rig();
    const { refreshToken } = (await r.control('POST', '/refresh-tokens', {})).body;
    const first = (await refresh(r, refreshToken)).body;
    expect(first.refresh_token).not.toBe(refreshToken);
    const second = (await refresh(r, first.refresh_token)).body;
    expect((await list(r, second.access_token)).status).toBe(200);
    expect(codeOf(await refresh(r, refreshToken))).toBe('invalid_grant');
    expect((await list(r, second.access_token)).status).toBe(401);
    expect(codeOf(await refresh(r, second.refresh_token))).toBe('invalid_grant');
  });

  it('keeps the same one without rotation', async () => {
    const r = await rig({ switches: { rotateRefreshTokens: false } });
    const { refreshToken } = (await r.control('POST', '/refresh-tokens', {})).body;
    for (let i = 0; i < 2; i++) {
      const { body } = await refresh(r, refreshToken);
      expect(body.access_token).toMatch(/^00D/);
      expect(body.refresh_token).toBeUndefined();
    }
  });

  it('refuses a second refresh while the first runs', async () => {
    const r = await rig();
    const { refreshToken } = (await r.control('POST', '/refresh-tokens', {})).body;
    await r.faults({ match: { class: 'identity', times: 1 }, do: { delayMs: 200 } });
    const answers = await Promise.all([refresh(r, refreshToken), refresh(r, refreshToken)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.find(({ status }) => status === 400);
    expect(refused?.body.error_description).toBe('token request is already being processed');
  });
});
