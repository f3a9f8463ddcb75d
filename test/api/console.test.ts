import { beforeAll, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
const HTML = { accept: 'text/html,*/*' };
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});
const get = (url: string, headers: Record<string, string> = {}) => rig.api.inject({ url, headers });

it('serves the one document of the console at the address of every page, to be asked for anew', async () => {
  for (const url of ['/', '/settings', '/people/17?tab=history']) {
    const { statusCode, headers, body } = await get(url, HTML);
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
      ...[200, 'text/html; charset=utf-8', 'no-cache'],
    ]);
    expect(body).toContain('<div id="console">');
  }
});

it('serves its files for ever, because their names change with their content', async () => {
  const { body } = await get('/', HTML);
  const [, script = ''] = /src="([^"]+\.js)"/.exec(body) ?? [];
  const { statusCode, headers } = await get(script);
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toMatch(/javascript/);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it('tells programs what is at no address as every other error', async () => {
  for (const [url, headers] of [
    ['/nowhere', {}],
    ['/api/v1/nowhere', HTML],
    ['/assets/nothing.js', HTML],
  ] as const) {
    const { statusCode, body } = await get(url, headers);
    expect([url, statusCode, JSON.parse(body)]).toMatchObject([url, 404, { key: 'api.notFound' }]);
  }
  expect((await get('/assets/..%2findex.html')).statusCode).toBe(400);
});
