import { describe, expect, it } from 'vitest';
import { codeOf, HOUR, rig } from './harness.ts';

describe('the control API', () => {
  it.each([
    ['GET', '/nothing', undefined, 404],
    ['DELETE', '/stats', undefined, 405],
    ['PUT', '/limits', { dailyLimit: -1 }, 400],
    ['PUT', '/limits', { unknown: 1 }, 400],
    ['PUT', '/switches', { unknown: true }, 400],
    ['PUT', '/clock', {}, 400],
    ['POST', '/records/Nothing', { values: {} }, 409],
    ['PATCH', '/records/00T5g00001ZZZZZ', { values: {} }, 409],
    ['POST', '/records/Lead', { values: { LastName: 'x' } }, 409],
    ['PUT', '/clients/nobody', {}, 409],
    ['POST', '/schema', { kind: 'field', object: 'Task', field: { name: 'NoSuffix' } }, 409],
    ['POST', '/schema', { kind: 'picklist', object: 'Task', field: 'Nothing', values: [] }, 409],
    ['GET', '/truth?object=Nothing', undefined, 409],
  ])('%s %s with %j is refused with %i, a cause and a fix', async (method, path, body, status) => {
    const answer = await (await rig()).control(method, path, body);
    expect([answer.status, typeof answer.body.error, typeof answer.body.fix]).toEqual([status, 'string', 'string']);
  });

  it('costs nothing, and no fault or limit touches it', async () => {
    const r = await rig({ dailyLimit: 0, faults: [{ do: { http: 502 } }] });
    expect((await r.control('GET', '/health')).body).toMatchObject({ ok: true, orgId: r.sim.orgId });
    const { body } = await r.control('GET', '/stats');
    expect(body).toMatchObject({ calls: 0, callsToday: 0 });
  });

  it('ends sessions and refresh tokens, and changes clients and limits while it runs', async () => {
    const r = await rig();
    const limits = async (token: string) => (await r.raw('GET', '/services/data/v66.0/limits', { token })).status;
    const login = async () => (await r.login()).body.access_token;
    const first = await login();
    await r.control('POST', '/sessions/expire', {});
    expect(await limits(first)).toBe(401);
    const { refreshToken } = (await r.control('POST', '/refresh-tokens', {})).body;
    await r.control('POST', '/sessions/revoke', {});
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: r.sim.clientId };
    expect(codeOf(await r.grant(form))).toBe('invalid_grant');
    await r.control('PUT', '/limits', { sessionMs: HOUR / 2 });
    const short = await login();
    r.advance(HOUR / 2);
    expect(await limits(short)).toBe(401);
    await r.control('PUT', '/clients/simulated-client', { runAs: 'nobody@x.example' });
    expect((await r.login()).body.error_description).toBe('no client credentials user enabled');
  });

  it('makes users who may log in, and locks them out', async () => {
    const r = await rig();
    const values = { Username: 'new@x.example', Email: 'new@x.example', FirstName: 'New', LastName: 'Seller' };
    const { id } = (await r.control('POST', '/records/User', { values })).body;
    const { clientId, clientSecret, password } = r.sim;
    const form = { grant_type: 'password', client_id: clientId, client_secret: clientSecret, password };
    const login = () => r.grant({ ...form, username: 'NEW@x.example' });
    expect((await login()).status).toBe(200);
    expect(await r.column(`SELECT Name FROM User WHERE Id = '${id}' AND IsActive = true`, 'Name')).toEqual([
      'New Seller',
    ]);
    await r.control('PATCH', `/records/${id}`, { values: { IsActive: false } });
    expect(codeOf(await login())).toBe('inactive_user');
  });

  it('forgets results of queries', async () => {
    const r = await rig({ switches: { pageSize: 100 } });
    const { nextRecordsUrl } = (await r.query('SELECT Id FROM User')).body;
    expect((await r.raw('GET', nextRecordsUrl)).status).toBe(200);
    await r.control('POST', '/cursors/expire');
    expect(codeOf(await r.raw('GET', nextRecordsUrl))).toBe('INVALID_QUERY_LOCATOR');
  });

  it('random changes of one seed are the same twice', async () => {
    const random = async () => (await (await rig()).control('POST', '/random', { count: 50, seed: 11 })).text;
    const [first, second] = [await random(), await random()];
    expect(first).toBe(second);
    const kinds = new Set((JSON.parse(first) as { kind: string }[]).map(({ kind }) => kind));
    expect(kinds.size).toBeGreaterThan(4);
  });
});
