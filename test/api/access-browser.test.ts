import { connect } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { ask, bearer, tokenOf } from './support/access.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
let token: string;
beforeAll(async () => {
  rig = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: 'https://sync.example.com', requestsPerMinute: 1_000, signInsPerMinute: 100 },
  });
  ({ token } = await tokenOf(rig.store, 'viewer'));
});

const STATUS = '/api/v1/status';

it.each(['127.0.0.1:8080', 'localhost:1', '[::1]:8080', 'sync.example.com', 'Sync.Example.com'])(
  'is called %s',
  async (host) => {
    expect((await ask(rig, STATUS, { headers: { host } })).body.key).toBe('api.unauthenticated');
  },
);

it.each(['evil.example', 'sync.example.com.evil.example', '127.0.0.1.evil.example', '192.168.1.9'])(
  'is not called "%s": a page whose name leads here gets nothing',
  async (host) => {
    const answer = await ask(rig, STATUS, { headers: { host } });
    expect(answer).toMatchObject({ status: 421, body: { key: 'api.host' } });
  },
);

it('whoever has a token may call it by any name, and probes by any name too', async () => {
  expect((await ask(rig, STATUS, { headers: { host: 'api.internal:80', ...bearer(token) } })).status).toBe(200);
  expect((await ask(rig, '/healthz', { headers: { host: '10.0.0.7:8080' } })).status).toBe(200);
});

it('tells browsers to run nothing but its own files, and to keep nothing', async () => {
  const { headers } = await ask(rig, STATUS, { headers: bearer(token) });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

it('refuses bodies and headers that are too large', async () => {
  const body = { token: 'x'.repeat(2_000) };
  expect(await ask(rig, '/api/v1/session', { method: 'POST', body })).toMatchObject({
    status: 413,
    body: { key: 'api.tooLarge' },
  });
  const url = new URL(await rig.api.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(url.port), url.hostname);
  socket.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
  const answer = await new Promise<string>((resolve) =>
    socket.once('data', (bytes) => resolve(bytes.toString('latin1'))),
  );
  socket.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

it('believes no forwarded address of a proxy that it does not know', async () => {
  const strict = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: null, requestsPerMinute: 100, signInsPerMinute: 1 },
  });
  const sign = (forwarded: string) =>
    ask(strict, '/api/v1/session', { method: 'POST', headers: { 'x-forwarded-for': forwarded }, body: { code: 'x' } });
  expect((await sign('192.0.2.1')).status).toBe(401);
  expect((await sign('192.0.2.2')).status).toBe(429);
  const behind = await openApi(defer, {
    authenticate: undefined,
    access: { publicUrl: null, requestsPerMinute: 100, signInsPerMinute: 1 },
    trustedProxies: ['127.0.0.1'],
  });
  for (const forwarded of ['192.0.2.1', '192.0.2.2']) {
    const answer = await ask(behind, '/api/v1/session', {
      ...{ method: 'POST', headers: { 'x-forwarded-for': forwarded }, body: { code: 'x' } },
    });
    expect(answer.status).toBe(401);
  }
});
