import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { codeOf, type Envelope, rig } from './harness.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('envelope and transport', () => {
  it('M15 errors are HTTP 200 with text codes and a hex#hex requestId', async () => {
    const r = await rig();
    const response = await r.raw('/rest/v1/leads.json?filterType=createdAt&filterValues=x');
    expect(response.status).toBe(200);
    const body = (await response.json()) as Envelope;
    expect(body.success).toBe(false);
    expect(codeOf(body)).toBeTypeOf('string');
    expect(body.requestId).toMatch(/^[0-9a-f]+#[0-9a-f]+$/);
    expect(body).not.toHaveProperty('result');
  });

  it('M16 an unknown path is a 610', async () => {
    const r = await rig();
    expect(codeOf(await r.get('nothing/here.json'))).toBe('610');
    expect(codeOf(await r.get('lead/%E0%A4%A.json'))).toBe('610');
  });

  it('M17 a wrong method is a 605 with the method in the text', async () => {
    const reply = await (await rig()).post('leads/describe.json');
    expect(reply.errors).toEqual([{ code: '605', message: "Request method 'POST' not supported" }]);
  });

  it('M18 a body that is no JSON is a 609, another content type a 612', async () => {
    const r = await rig();
    const post = async (body: string, headers: Record<string, string>) =>
      codeOf((await (await r.raw('/rest/v1/leads.json', { method: 'POST', body, headers })).json()) as Envelope);
    expect(await post('{"input":', JSON_TYPE)).toBe('609');
    expect(await post('{"input":[{"email":"a@b.c"}]}', { 'content-type': 'text/plain' })).toBe('612');
    expect(await post('input=1', FORM)).toBe('612');
    expect(await post('{"input":[{"email":"a@b.c"}]}', JSON_TYPE)).toBeUndefined();
  });

  it('M19 a URI over 8 KB is HTTP 414, the same call as POST _method=GET works from query or body', async () => {
    const r = await rig({ people: 2000 });
    const values = r.ids(300).map((id) => String(id).padStart(40, '0'));
    const long = `filterType=id&filterValues=${values.join(',')}`;
    expect((await r.raw(`/rest/v1/leads.json?${long}`)).status).toBe(414);
    for (const [query, body] of [
      ['?_method=GET', long.replaceAll(/0{30,}/g, '')],
      ['', `_method=GET&${long.replaceAll(/0{30,}/g, '')}`],
    ]) {
      const response = await r.raw(`/rest/v1/leads.json${query}`, { method: 'POST', body: body ?? '', headers: FORM });
      expect(((await response.json()) as Envelope).result).toHaveLength(300);
    }
    const exact = (length: number) => `/rest/v1/leads.json?x=${'y'.repeat(length - 22)}`;
    expect((await r.raw(exact(8192))).status).toBe(200);
    expect((await r.raw(exact(8193))).status).toBe(414);
  });

  it('M20 a body over 1 MB is HTTP 413', async () => {
    const r = await rig();
    const send = (size: number) =>
      r.raw('/rest/v1/leads.json', { method: 'POST', headers: JSON_TYPE, body: `"${'x'.repeat(size - 2)}"` });
    expect((await send(1024 * 1024 + 1)).status).toBe(413);
    expect((await send(1024 * 1024)).status).toBe(200);
  });

  it('M21 gzip only when asked for and only from 1024 bytes on', async () => {
    const r = await rig();
    const headers = { authorization: `Bearer ${await r.token()}` };
    const ask = (path: string, more = {}) => request(r.sim.baseUrl + path, { headers: { ...headers, ...more } });
    const big = await ask('/rest/v1/leads/describe.json', { 'accept-encoding': 'gzip' });
    expect(big.headers['content-encoding']).toBe('gzip');
    const unzipped = gunzipSync(await big.body.bytes()).toString('utf8');
    expect((JSON.parse(unzipped) as Envelope).success).toBe(true);
    const plain = await ask('/rest/v1/leads/describe.json');
    expect(plain.headers['content-encoding']).toBeUndefined();
    await plain.body.dump();
    const small = await ask('/rest/v1/leads.json?filterType=id&filterValues=1', { 'accept-encoding': 'gzip' });
    expect(small.headers['content-encoding']).toBeUndefined();
    await small.body.dump();
  });

  it('list parameters may be comma-separated, repeated or both', async () => {
    const r = await rig();
    const [a, b, c] = r.ids(3);
    const response = await r.raw(`/rest/v1/leads.json?filterType=id&filterValues=${a}&filterValues=${b},${c}`);
    expect(((await response.json()) as Envelope).result?.map(({ id }) => id)).toEqual([a, b, c]);
  });
});
