import { beforeAll, describe, expect, it } from 'vitest';
import { covers, SCOPES } from '../../model/access/scope.ts';
import { afterFile } from '../worker/rig.ts';
import { isOurs, OUR_ROUTES } from './support/ours.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

describe.each(OUR_ROUTES)('$method $path', ({ method, url, body, needs }) => {
  it.each(SCOPES.filter((scope) => !covers(scope, needs)))('refuses a caller who is %s', async (scope) => {
    expect(await rig.as(scope)(method, url, body)).toMatchObject({
      status: 403,
      body: { key: 'api.forbidden', details: { needed: needs, has: scope } },
    });
  });

  it('refuses a caller whom nobody knows, before it reads the request', async () => {
    const answer = await rig.as(null)(method, url, method === 'GET' ? undefined : { wrong: true });
    expect(answer).toMatchObject({ status: 401, body: { key: 'api.unauthenticated' } });
  });

  it(`answers ${needs}, and names what is unknown in the request`, async () => {
    const answer = await rig.as(needs)(method, url, body);
    expect(answer.status).not.toBe(400);
    expect(answer.status).toBeLessThan(500);
    if (body === undefined || 'type' in body) return;
    expect(await rig.as(needs)(method, url, { ...body, unknown: 1 })).toMatchObject({
      status: 400,
      body: { key: 'api.invalid', problems: [{ at: 'body', reason: expect.stringContaining('unknown') }] },
    });
  });
});

it.each(OUR_ROUTES.filter(({ takesQuery }) => takesQuery))(
  '$path names what is unknown in its query',
  async ({ url }) => {
    expect(await rig.as('admin')('GET', `${url}?unknown=1`)).toMatchObject({
      status: 400,
      body: { key: 'api.invalid', problems: [{ at: 'querystring', reason: expect.stringContaining('unknown') }] },
    });
  },
);

it('no address of ours is missing here', async () => {
  const { body } = await rig.as(null)('GET', '/api/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(paths)
    .filter(([path]) => isOurs(path))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  expect(described.toSorted()).toEqual(OUR_ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted());
});
