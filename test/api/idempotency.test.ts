import { type Collection, MongoClient } from 'mongodb';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { CLAIM_MS } from '../../store/idempotency/types.ts';
import type { Store } from '../../store/types.ts';
import { EPOCH, personId } from '../store/people.ts';
import { mongoUri } from '../store/uri.ts';
import { afterFile } from '../worker/rig.ts';
import { line } from './support/lines.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
const TASKS = '/api/v1/tasks';
const TASK = { seller: 'bob@example.com', name: 'Call private Ann' };
let rig: ApiRig;
beforeAll(async () => {
  rig = await openApi(defer);
});

const post = (key: string, url: string, body?: object, at = rig) =>
  at.as('operator')('POST', url, body, { 'idempotency-key': key });

async function countTasks(store: Store): Promise<number> {
  return (await store.tasks.list({ all: true }, '', 1_000)).length;
}

it('the same request under the same key is done once and answered the same', async () => {
  const { store } = rig;
  const first = await post('k-1', TASKS, TASK);
  expect(first).toMatchObject({ status: 201, body: { changed: true } });
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  const again = await post('k-1', TASKS, TASK);
  expect(again).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } });
  expect(again.headers['content-type']).toBe(first.headers['content-type']);
  expect(await countTasks(store)).toBe(1);
  // Whatever became of it meanwhile: the answer is the one that was given.
  const { id } = (first.body as { task: { id: string } }).task;
  await rig.as('operator')('DELETE', `${TASKS}/${id}`);
  expect((await post('k-1', TASKS, TASK)).body).toEqual(first.body);
});

it('a key is of one caller, one address and one request', async () => {
  const url = `${TASKS}/search-me/complete`;
  expect(await post('k-2', TASKS, TASK)).toMatchObject({ status: 201 });
  expect(await post('k-2', TASKS, { ...TASK, name: 'Another' })).toMatchObject({
    status: 422,
    body: { key: 'api.idempotencyMismatch' },
  });
  // Another address, and another caller.
  expect(await post('k-2', url)).toMatchObject({ status: 404 });
  const other = await rig.as('admin')('POST', TASKS, TASK, { 'idempotency-key': 'k-2' });
  expect(other).toMatchObject({ status: 201 });
  expect(other.headers).not.toHaveProperty('idempotency-replayed');
});

it('without a key everything is done each time', async () => {
  const one = await rig.as('operator')('POST', TASKS, TASK);
  const other = await rig.as('operator')('POST', TASKS, TASK);
  expect([one.status, other.status]).toEqual([201, 201]);
  expect(one.body).not.toEqual(other.body);
});

it('a refusal is kept as an answer is; what is no request at all is not', async () => {
  const url = `${TASKS}/later/complete`;
  expect(await post('k-3', url)).toMatchObject({ status: 404, body: { key: 'task.unknown' } });
  await rig.as('operator')('POST', TASKS, { ...TASK, id: 'later' });
  expect(await post('k-3', url)).toMatchObject({
    status: 404,
    headers: { 'content-type': 'application/problem+json', 'idempotency-replayed': 'true' },
  });
  expect(await post('k-4', TASKS, { ...TASK, name: '' })).toMatchObject({ status: 400 });
  expect(await post('k-4', TASKS, TASK)).toMatchObject({ status: 201 });
});

it('trouble that passes is not kept', async () => {
  const broken = await openApi(defer);
  vi.spyOn(broken.store.tasks, 'create').mockRejectedValueOnce(new Error('away'));
  expect(await post('k-5', TASKS, TASK, broken)).toMatchObject({ status: 500 });
  expect(await post('k-5', TASKS, TASK, broken)).toMatchObject({ status: 201 });
  expect(await countTasks(broken.store)).toBe(1);
});

it.each(['', ' ', 'a b', 'x'.repeat(65), 'ä', 'ann@example.com'])('%j is no key', async (key) => {
  expect(await post(key, TASKS, TASK)).toMatchObject({
    status: 400,
    body: { key: 'api.invalid', problems: [{ at: 'headers.idempotency-key' }] },
  });
});

it('of two at once one does it, and the other is told to wait or gets its answer', async () => {
  const { store, as } = await openApi(defer);
  const ask = () => as('operator')('POST', TASKS, TASK, { 'idempotency-key': 'race' });
  const all = await Promise.all(Array.from({ length: 10 }, ask));
  const made = all.filter(({ status }) => status === 201);
  const waiting = all.filter(({ status }) => status === 409);
  expect(made.length).toBeGreaterThan(0);
  expect(made.length + waiting.length).toBe(10);
  for (const { headers, body } of waiting) {
    expect(body).toMatchObject({ key: 'api.idempotencyOpen' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect(await countTasks(store)).toBe(1);
  expect(await ask()).toMatchObject({ status: 201, body: made[0]?.body });
});

it('while the first is under way the second waits, and after it gets the same answer', async () => {
  const slow = await openApi(defer);
  const intake = slow.store.salesActivities.intake.bind(slow.store.salesActivities);
  const waits = deferred();
  const begun = deferred();
  vi.spyOn(slow.store.salesActivities, 'intake').mockImplementationOnce(async (given) => {
    begun.resolve();
    await waits.promise;
    return intake(given);
  });
  const ask = () => post('k-6', '/api/v1/activities', line('one'), slow);
  const first = ask();
  await begun.promise;
  expect(await ask()).toMatchObject({ status: 409, headers: { 'retry-after': '1' } });
  waits.resolve();
  expect(await first).toMatchObject({ status: 200, body: { results: [{ result: 'accepted' }] } });
  expect(await ask()).toMatchObject({ status: 200, body: { results: [{ result: 'accepted' }] } });
});

it('a claim is extended as long as its request is under way, and no longer', async () => {
  const slow = await openApi(defer);
  const intake = slow.store.salesActivities.intake.bind(slow.store.salesActivities);
  const waits = deferred();
  const begun = deferred();
  vi.spyOn(slow.store.salesActivities, 'intake').mockImplementationOnce(async (given) => {
    begun.resolve();
    await waits.promise;
    return intake(given);
  });
  const extend = vi.spyOn(slow.store.idempotency, 'extend');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const asked = post('k-12', '/api/v1/activities', line('one'), slow);
  await begun.promise;
  vi.advanceTimersByTime(CLAIM_MS);
  expect(extend).toHaveBeenCalledTimes(3);
  waits.resolve();
  expect(await asked).toMatchObject({ status: 200 });
  vi.advanceTimersByTime(CLAIM_MS);
  expect(extend).toHaveBeenCalledTimes(3);
});

it('what a process has begun and died over is done once by whoever asks when its claim is over', async () => {
  const dying = await openApi(defer);
  // As if it had died after the task was stored and before the answer was kept.
  vi.spyOn(dying.store.idempotency, 'keep').mockRejectedValueOnce(new Error('killed here'));
  expect(await post('k-7', TASKS, TASK, dying)).toMatchObject({ status: 201 });
  expect(await post('k-7', TASKS, TASK, dying)).toMatchObject({ status: 409 });
  await withRows(dying, (rows) => rows.updateMany({}, { $set: { until: new Date(EPOCH) } }));
  // The same id comes from the same key: there is no second task.
  expect(await post('k-7', TASKS, TASK, dying)).toMatchObject({ status: 200, body: { changed: false } });
  expect(await countTasks(dying.store)).toBe(1);
});

it('the database alone has no word of a request or an answer, and an erasure takes the answers', async () => {
  const own = await openApi(defer);
  await post('k-8', TASKS, TASK, own);
  await post('k-9', '/api/v1/unsubscribes', { addresses: [{ address: 'ann.private@example.com' }] }, own);
  const before = await withRows(own, (rows) => rows.find().toArray());
  expect(before).toHaveLength(2);
  expect(JSON.stringify(before)).not.toMatch(/private|bob|k-8|test-operator/);
  const erasure = { by: 'admin', reason: 'request 4711', at: new Date(EPOCH) };
  await own.store.erasures.begin([personId(1)], erasure);
  await own.store.erasures.finish([personId(1)], new Date(EPOCH));
  expect(await post('k-8', TASKS, TASK, own)).toMatchObject({ status: 409, body: { key: 'api.idempotencyGone' } });
  expect(await countTasks(own.store)).toBe(1);
});

it('a secret is told once and kept nowhere, and a second one is not made', async () => {
  const own = await openApi(defer);
  const make = () =>
    own.as('admin')('POST', '/api/v1/tokens', { name: 'app', scope: 'viewer' }, { 'idempotency-key': 'k-13' });
  expect(await make()).toMatchObject({ status: 201 });
  expect(await make()).toMatchObject({ status: 409, body: { key: 'api.idempotencyGone' } });
  expect(await withRows(own, (rows) => rows.find().toArray())).toMatchObject([{ isDone: true, answer: null }]);
  expect((await own.as('admin')('GET', '/api/v1/tokens')).body).toMatchObject({ items: [{ name: 'app' }] });
});

it('a key on what changes nothing is of no matter', async () => {
  const ask = () => post('k-10', '/api/v1/may-email', { addresses: ['ann@example.com'] });
  expect((await ask()).headers).not.toHaveProperty('idempotency-replayed');
  expect((await ask()).headers).not.toHaveProperty('idempotency-replayed');
});

it('a key on what is at no address changes nothing either', async () => {
  expect(await post('k-11', '/api/v1/nowhere', TASK)).toMatchObject({ status: 404, body: { key: 'api.notFound' } });
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

interface Row {
  _id: string;
  until: Date;
}

async function withRows<T>({ dbName }: ApiRig, body: (rows: Collection<Row>) => Promise<T>): Promise<T> {
  const client = await new MongoClient(mongoUri()).connect();
  try {
    return await body(client.db(dbName).collection<Row>('idempotency'));
  } finally {
    await client.close();
  }
}
