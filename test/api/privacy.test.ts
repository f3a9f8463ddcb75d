import { Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { isOurs, OUR_ROUTES } from './support/ours.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();

/** What an address of ours may be asked for in its path and query: ids, kinds, times, places. */
const HARMLESS = new Set([
  ...['id', 'key', 'limit', 'cursor', 'personId', 'type', 'vendor', 'state', 'status', 'dueFrom', 'dueTo'],
  ...['changedSince', 'all', 'kind', 'weeks', 'timeZone', 'layer', 'changed', 'action', 'by', 'from', 'to'],
]);

it('nothing personal is asked for in a URL', async () => {
  const { as } = await openApi(defer);
  const { body } = await as(null)('GET', '/api/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>> };
  const names = Object.entries(paths)
    .filter(([path]) => isOurs(path))
    .flatMap(([, methods]) => Object.values(methods).flatMap(({ parameters = [] }) => parameters))
    .filter(({ in: where }) => where !== 'header')
    .map(({ name }) => name);
  expect(names).toContain('personId');
  expect(names.filter((name) => !HARMLESS.has(name))).toEqual([]);
});

it('nothing that a caller sends or is answered gets into a log, whatever goes wrong', async () => {
  let logged = '';
  const stream = new Writable({
    write(chunk, _, done) {
      logged += String(chunk);
      done();
    },
  });
  const { as, api, store } = await openApi(defer, { logger: { level: 'trace', stream } });
  api.log.info('log works');
  for (const { method, url, body } of OUR_ROUTES) {
    await as('admin')(method, url, body);
    await as('admin')(method, url, body, { 'idempotency-key': 'ann.private' });
    await as('admin')(method, url, { ...body, 'ann.private@example.com': 'ann.private@example.com' });
  }
  for (const path of ['nowhere', `settings/${'x'.repeat(300)}`, 'settings/%zz'])
    await as('admin')('GET', `/api/v1/${path}/ann.private@example.com`);
  // What nobody has foreseen: the store is gone, and an error has what a person wrote in it.
  vi.spyOn(store.unsubscribes, 'list').mockRejectedValueOnce(new Error('no such address: ann.private@example.com'));
  expect(await as('admin')('POST', '/api/v1/unsubscribes/search', {})).toMatchObject({
    status: 500,
    body: { key: 'unexpected' },
  });
  expect(logged).toContain('log works');
  expect(logged).toContain('unexpected error');
  expect(logged).not.toMatch(/private|incoming request/i);
});
