import { describe, expect, it, vi } from 'vitest';
import { codeOf, DAY, type Envelope, HOUR, rig, SECOND } from './harness.ts';

const ANY = 'stats/errors.json';

describe('limits', () => {
  it('M22 the 101st call inside 20 s answers 606 with the documented text', async () => {
    const r = await rig({ switches: { rejectedFillWindow: false } });
    for (let i = 0; i < 100; i++) expect((await r.get(ANY)).success).toBe(true);
    const refused = await r.get(ANY);
    expect(refused.errors).toEqual([{ code: '606', message: "Max rate limit '100' exceeded with in '20' secs" }]);
    r.advance(20 * SECOND - 1);
    expect(codeOf(await r.get(ANY))).toBe('606');
    r.advance(1);
    expect((await r.get(ANY)).success).toBe(true);
  });

  it('14.8 rejected calls fill the window too, by default', async () => {
    const r = await rig();
    r.sim.instance.setLimits({ window: 2 });
    await r.get(ANY);
    await r.get(ANY);
    r.advance(15 * SECOND);
    expect(codeOf(await r.get(ANY))).toBe('606');
    expect(codeOf(await r.get(ANY))).toBe('606');
    r.advance(6 * SECOND);
    expect(codeOf(await r.get(ANY))).toBe('606');
    r.advance(20 * SECOND);
    expect((await r.get(ANY)).success).toBe(true);
  });

  it('M23 the 11th call while 10 are open answers 615', async () => {
    const r = await rig({ faults: [{ match: { class: 'usage', times: 10 }, do: { delayMs: 400 } }] });
    await r.get('activities/types.json');
    const open = Array.from({ length: 10 }, () => r.get(ANY));
    await vi.waitFor(() => expect(r.sim.instance.stats().openNow).toBe(10), { interval: 5 });
    expect((await r.get(ANY)).errors).toEqual([{ code: '615', message: "Concurrent access limit '10' reached" }]);
    expect((await Promise.all(open)).every(({ success }) => success)).toBe(true);
    expect((await r.get(ANY)).success).toBe(true);
    expect(r.sim.instance.stats().peakAtOnce).toBe(10);
  });

  it('M24 calls beyond the daily quota answer 607 until the next Central midnight', async () => {
    const r = await rig({ dailyQuota: 3 });
    for (let i = 0; i < 3; i++) expect((await r.get(ANY)).success).toBe(true);
    expect(codeOf(await r.get(ANY))).toBe('607');
    // 13:00 in Chicago: eleven hours to midnight. (Another instance, because the token above lives one hour.)
    const late = await rig({ dailyQuota: 1 });
    late.sim.instance.setLimits({ usedToday: 1 });
    late.advance(11 * HOUR - 1);
    expect(codeOf(await late.get(ANY))).toBe('607');
    late.advance(1);
    expect((await late.get(ANY)).success).toBe(true);
  });

  it('M25 the usage endpoints give date, total and counts per user, today and over a week', async () => {
    const r = await rig();
    await r.get(ANY);
    await r.get('nothing.json');
    expect((await r.get('stats/usage.json')).result).toEqual([
      { date: '2026-06-15', total: 3, users: [{ userId: 'simulated-client@api.example.com', count: 3 }] },
    ]);
    expect((await r.get(ANY)).result).toEqual([
      { date: '2026-06-15', total: 1, errors: [{ errorCode: '610', count: 1 }] },
    ]);
    r.advance(DAY - HOUR * 0.5);
    r.sim.instance.tokens.expire();
    const fresh = { headers: { authorization: `Bearer ${await r.token()}` } };
    const week = (await (await r.raw('/rest/v1/stats/usage/last7days.json', fresh)).json()) as Envelope;
    expect(week.result?.map(({ date, total }) => [date, total])).toEqual([
      ['2026-06-15', 4],
      ['2026-06-16', 1],
    ]);
    const errors = (await (await r.raw('/rest/v1/stats/errors/last7days.json', fresh)).json()) as Envelope;
    expect(errors.result?.[0]).toMatchObject({ date: '2026-06-15', total: 1 });
    r.advance(7 * DAY);
    const later = { headers: { authorization: `Bearer ${await r.token()}` } };
    const gone = (await (await r.raw('/rest/v1/stats/usage/last7days.json', later)).json()) as Envelope;
    expect(gone.result?.map(({ date }) => date)).toEqual(['2026-06-23']);
  });

  it('M26 limits are shared by all clients of the instance, and by other vendors', async () => {
    const r = await rig({ clients: ['a', 'b'].map((clientId) => ({ clientId, clientSecret: 's' })) });
    r.sim.instance.setLimits({ window: 3, otherCalls: 1 });
    const as = async (id: string) => {
      const headers = { authorization: `Bearer ${await r.token(id, 's')}` };
      return codeOf((await (await r.raw('/rest/v1/stats/errors.json', { headers })).json()) as Envelope);
    };
    expect([await as('a'), await as('b'), await as('a')]).toEqual([undefined, undefined, '606']);
  });

  it('limits off refuse nothing', async () => {
    const r = await rig({ limits: 'off', dailyQuota: 1 });
    for (let i = 0; i < 120; i++) expect((await r.get(ANY)).success).toBe(true);
    expect(r.sim.instance.stats()).toMatchObject({ peakIn20s: 120, callsToday: 120, rejected: 0 });
  });
});
