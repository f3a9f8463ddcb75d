import { beforeAll, expect, it } from 'vitest';
import { afterFile } from '../worker/rig.ts';
import { allOf } from './support/pages.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
const TASKS = '/api/v1/tasks';
const SELLER = 'bob@example.com';
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

const operator = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) =>
  rig.as('operator')(method, url, body);

it('a task is made once under its id, changed, completed, reopened and deleted', async () => {
  const given = { id: 'task-1', seller: 'Bob@Example.com', name: 'Call Ada', due: '2026-12-01' };
  expect(await operator('POST', TASKS, given)).toMatchObject({
    status: 201,
    body: { changed: true, wakeError: null, task: { id: 'task-1', seller: SELLER, due: '2026-12-01', status: 'open' } },
  });
  expect(await operator('POST', TASKS, given)).toMatchObject({ status: 200, body: { changed: false } });
  expect(await operator('POST', TASKS, { ...given, name: 'Other' })).toMatchObject({
    status: 422,
    body: { key: 'task.idTaken' },
  });
  expect(await operator('PATCH', `${TASKS}/task-1`, { priority: 'high', due: null })).toMatchObject({
    status: 200,
    body: { task: { priority: 'high', due: null, name: 'Call Ada' } },
  });
  expect(await operator('POST', `${TASKS}/task-1/complete`)).toMatchObject({
    status: 200,
    body: { changed: true, task: { status: 'complete', completedIn: 'actions' } },
  });
  expect(await operator('POST', `${TASKS}/task-1/complete`)).toMatchObject({ body: { changed: false } });
  expect(await operator('POST', `${TASKS}/task-1/reopen`)).toMatchObject({ body: { task: { status: 'open' } } });
  expect(await operator('DELETE', `${TASKS}/task-1`)).toMatchObject({
    status: 200,
    body: { changed: true, task: { deletedIn: 'actions' } },
  });
  expect(await operator('PATCH', `${TASKS}/task-1`, { priority: 'normal' })).toMatchObject({
    status: 422,
    body: { key: 'task.deleted' },
  });
  expect(await operator('GET', `${TASKS}/task-1`)).toMatchObject({ status: 200, body: { id: 'task-1' } });
});

it('tasks are listed by id, and of one seller without the address in a URL', async () => {
  const { as } = await openApi(defer);
  for (const [id, seller, due] of [
    ['c', SELLER, '2026-12-03'],
    ['a', SELLER, '2026-12-01'],
    ['b', 'eve@example.com', null],
  ] as const)
    await as('operator')('POST', TASKS, { id, seller, name: 'x', due });
  const ask = (query: string) =>
    allOf((cursor) => as('viewer')('GET', `${TASKS}?${query}${cursor === null ? '' : `&cursor=${cursor}`}`));
  const ids = (items: Record<string, unknown>[]) => items.map(({ id }) => id);
  expect(ids(await ask('limit=1'))).toEqual(['a', 'b', 'c']);
  expect(ids(await ask('dueFrom=2026-12-02'))).toEqual(['c']);
  await as('operator')('POST', `${TASKS}/c/complete`);
  await as('operator')('DELETE', `${TASKS}/b`);
  expect(ids(await ask('status=open'))).toEqual(['a']);
  expect(ids(await ask('all=true&limit=2'))).toEqual(['a', 'b', 'c']);
  const search = (body: object) =>
    allOf((cursor) =>
      as('viewer')('POST', `${TASKS}/search`, { ...body, limit: 1, ...(cursor !== null && { cursor }) }),
    );
  expect(ids(await search({ seller: ' BOB@example.com' }))).toEqual(['a', 'c']);
  expect(await as('viewer')('POST', `${TASKS}/search`, { seller: 'bob' })).toMatchObject({
    status: 422,
    body: { key: 'task.invalid' },
  });
});

it.each([
  ['GET', `${TASKS}?seller=${SELLER}`, undefined, 400],
  ['GET', `${TASKS}?dueFrom=yesterday`, undefined, 400],
  ['GET', `${TASKS}?changedSince=2026-11-27`, undefined, 400],
  ['GET', `${TASKS}/unknown`, undefined, 404],
  ['GET', `${TASKS}/no%20id`, undefined, 400],
  ['POST', TASKS, { seller: SELLER }, 400],
  ['POST', TASKS, { seller: 'bob', name: 'x' }, 400],
  ['POST', TASKS, { seller: SELLER, name: 'x', colour: 'red' }, 400],
  ['PATCH', `${TASKS}/unknown`, { name: 'x' }, 404],
  ['PATCH', `${TASKS}/unknown`, { id: 'other' }, 400],
  ['PATCH', `${TASKS}/unknown`, {}, 422],
  ['DELETE', `${TASKS}/unknown`, undefined, 404],
  ['POST', `${TASKS}/unknown/complete`, undefined, 404],
] as const)('%s %s with %j is answered %i', async (method, url, body, status) => {
  const answer = await operator(method, url, body);
  expect(answer).toMatchObject({ status, body: { status, key: expect.any(String) } });
});
