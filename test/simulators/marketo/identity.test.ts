import { describe, expect, it } from 'vitest';
import { HOUR, rig, SECOND } from './harness.ts';

describe('identity', () => {
  it('M1 valid credentials give exactly token, type, remaining seconds and scope, outside the envelope', async () => {
    const { body, status, headers } = await (await rig()).identity();
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3599 });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('M2 POST gives the same token as GET', async () => {
    const r = await rig();
    const posted = await r.identity(undefined, undefined, 'POST');
    expect(posted.body).toEqual((await r.identity()).body);
  });

  it('M3 asking again early gives the same token with the elapsed seconds taken off', async () => {
    const r = await rig();
    const first = await r.identity();
    r.advance(65 * SECOND);
    const again = await r.identity();
    expect(again.body.access_token).toBe(first.body.access_token);
    expect(again.body.expires_in).toBe(Number(first.body.expires_in) - 65);
  });

  it('M4 after 3600 s another token is issued', async () => {
    const r = await rig();
    const first = await r.token();
    r.advance(HOUR - 1);
    expect(await r.token()).toBe(first);
    r.advance(1);
    expect(await r.token()).not.toBe(first);
  });

  it('M5 two client ids of one user have tokens of their own', async () => {
    const userId = 'api@x.example';
    const clients = ['a', 'b'].map((clientId) => ({ clientId, clientSecret: 's', userId }));
    const r = await rig({ clients });
    const a = await r.identity('a', 's');
    r.advance(10 * SECOND);
    const b = await r.identity('b', 's');
    expect(b.body.access_token).not.toBe(a.body.access_token);
    expect(b.body).toMatchObject({ expires_in: 3599, scope: userId });
    expect((await r.identity('a', 's')).body.expires_in).toBe(3589);
  });

  it('M6 a wrong secret is HTTP 401 with invalid_client', async () => {
    const { status, body } = await (await rig()).identity(undefined, 'wrong');
    expect(status).toBe(401);
    expect(body).toEqual({ error: 'invalid_client', error_description: 'Bad client credentials' });
  });

  it('M7 identity calls change no usage counter', async () => {
    const r = await rig();
    for (let i = 0; i < 5; i++) await r.identity();
    expect(r.sim.instance.stats()).toMatchObject({ callsToday: 0, peakIn20s: 0 });
  });

  it('M8 in the last second, or by fault, identity answers expires_in 0 with the old token', async () => {
    const r = await rig();
    const token = await r.token();
    r.sim.instance.setFaults([{ match: { nth: 1 }, do: { expiresInZero: true } }]);
    expect((await r.identity()).body).toMatchObject({ expires_in: 0, access_token: token });
    expect((await r.identity()).body).toMatchObject({ expires_in: 3599 });
    r.advance(HOUR - 400);
    expect((await r.identity()).body).toMatchObject({ expires_in: 0, access_token: token });
  });
});

describe('using tokens', () => {
  const call = async (
    r: Awaited<ReturnType<typeof rig>>,
    headers: Record<string, string>,
    path = '/rest/v1/leads/describe.json',
  ) => {
    const response = await fetch(r.sim.baseUrl + path, { headers });
    expect(response.status).toBe(200);
    return ((await response.json()) as { errors?: { code: string }[] }).errors?.[0]?.code;
  };

  it('M9 an unknown token is a 601', async () => {
    expect(await call(await rig(), { authorization: 'Bearer nobody:sj' })).toBe('601');
  });

  it('M10 an expired token is a 602 once and a 601 afterwards', async () => {
    const r = await rig();
    const authorization = `Bearer ${await r.token()}`;
    expect(await call(r, { authorization })).toBeUndefined();
    r.advance(HOUR);
    expect(await call(r, { authorization })).toBe('602');
    expect(await call(r, { authorization })).toBe('601');
  });

  it('M11 no Authorization header is a 603', async () => {
    expect(await call(await rig(), {})).toBe('603');
  });

  it('M12 the query parameter access_token is refused, or taken by switch', async () => {
    const r = await rig();
    const path = `/rest/v1/leads/describe.json?access_token=${encodeURIComponent(await r.token())}`;
    expect(await call(r, {}, path)).toBe('603');
    r.sim.instance.setSwitches({ acceptQueryToken: true });
    expect(await call(r, {}, path)).toBeUndefined();
  });

  it('M13 a user without the permission gets 603', async () => {
    const clients = [{ clientId: 'c', clientSecret: 's', permissions: ['Read-Only Lead'] }];
    const r = await rig({ clients });
    expect((await r.get('leads/describe.json')).success).toBe(true);
    for (const path of ['activities/types.json', 'leads/schema/fields.json', 'activities/external/types.json']) {
      expect((await r.get(path)).errors).toEqual([{ code: '603', message: 'Access denied' }]);
    }
    expect((await r.post('leads.json', { input: [{ email: 'a@b.c' }] })).errors?.[0]?.code).toBe('603');
    expect((await r.get('stats/usage.json')).success).toBe(true);
  });

  it('M14 free codes raise no usage counter, others do, 606 by switch', async () => {
    const r = await rig();
    const used = () => r.sim.instance.stats().callsToday;
    await call(r, { authorization: 'Bearer nobody:sj' });
    await r.post('activities/types.json');
    for (const code of ['604', '608', '611']) {
      r.sim.instance.setFaults([{ do: { code } }]);
      expect((await r.get('leads/describe.json')).errors?.[0]?.code).toBe(code);
    }
    r.sim.instance.setFaults([{ do: { expireToken: true } }]);
    expect((await r.get('leads/describe.json')).errors?.[0]?.code).toBe('602');
    expect(used()).toBe(0);
    const fresh = await rig({ faults: [{ match: { path: '/rest' }, do: { code: '713' } }] });
    await fresh.get('leads/describe.json');
    expect(fresh.sim.instance.stats().callsToday).toBe(1);
    const tight = await rig();
    tight.sim.instance.setLimits({ window: 1 });
    for (let i = 0; i < 3; i++) await tight.get('leads/describe.json');
    expect(tight.sim.instance.stats().callsToday).toBe(3);
    tight.sim.instance.setSwitches({ rejectedCallsCount: false });
    await tight.get('leads/describe.json');
    expect(tight.sim.instance.stats()).toMatchObject({ callsToday: 3, rejected: 3 });
  });
});
