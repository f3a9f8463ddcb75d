import { beforeAll, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

it('says that it lives and whether it is ready, to everybody', async () => {
  expect(await rig.as(null)('GET', '/healthz')).toMatchObject({ status: 200, body: { alive: true } });
  expect(await rig.as(null)('GET', '/readyz')).toMatchObject({ status: 200, body: { ready: true } });
});

it('is not ready where Temporal does not answer', async () => {
  const { as } = await openApi(defer, { askTemporal: () => Promise.reject(new Error('away')) });
  expect(await as(null)('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { ready: false, reason: 'Temporal does not answer' },
  });
});

it('tells how all flows stand to those who may look', async () => {
  expect(await rig.as('viewer')('GET', '/api/v1/status')).toMatchObject({
    status: 200,
    body: { people: { initial: { state: 'none' }, visible: 0 }, failures: [] },
  });
  expect(await rig.as(null)('GET', '/api/v1/status')).toMatchObject({
    status: 401,
    headers: { 'content-type': 'application/problem+json' },
    body: { key: 'api.unauthenticated', status: 401 },
  });
});

it('tells what is at no address as every other error', async () => {
  expect(await rig.as('admin')('GET', '/api/v1/nowhere')).toMatchObject({ status: 404, body: { key: 'api.notFound' } });
});

it.each([`/api/v1/settings/${'x'.repeat(201)}`, '/api/v1/settings/%zz'])(
  'tells %s as every other error',
  async (url) => {
    expect(await rig.as('admin')('GET', url)).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: { key: 'api.notFound' },
    });
  },
);

it('describes no schema that nothing uses, and uses none that it does not describe', async () => {
  const { body } = await rig.as(null)('GET', '/api/openapi.json');
  const text = JSON.stringify(body);
  const used = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
  const { components } = body as { components: { schemas: Record<string, unknown> } };
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(components.schemas).toSorted());
});

it('describes itself in OpenAPI 3.1', async () => {
  const { body } = await rig.as(null)('GET', '/api/openapi.json');
  expect(body).toMatchObject({
    openapi: '3.1.0',
    paths: { '/api/v1/status': { get: { 'x-scope': 'viewer', responses: { 200: {}, '4XX': {}, '5XX': {} } } } },
    components: { schemas: { Problem: {}, Status: {} } },
  });
});
