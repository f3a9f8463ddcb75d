import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { build, run } from '../cli/support/run.ts';
import { openWorkerRig } from './rig.ts';

beforeAll(build);

const openRig = () =>
  openWorkerRig({ people: 1 }, (cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );

it('a worker older than its database ends with 2, says so on one line of its log, and leaves it for failures', async () => {
  const { db, store, variables } = await openRig();
  await store.migrate();
  await db.collection<{ _id: string }>('meta').updateOne({ _id: 'schema' }, { $set: { version: 999, oldest: 999 } });
  const { code, stderr } = await run(['worker'], variables);
  expect(code).toBe(2);
  const [line = ''] = stderr.split('\n');
  expect(JSON.parse(line)).toMatchObject({ error: 'store.newer', cause: expect.any(String), fix: expect.any(String) });
  expect(stderr).not.toMatch(/ {4}at /);
  expect(await store.failures.list(5)).toMatchObject([{ flow: 'worker', key: 'store.newer' }]);
}, 60_000);

it('a worker whose secret is refused ends with 1', async () => {
  const { store, variables } = await openRig();
  const { code, stderr } = await run(['worker'], { ...variables, MARKETO_CLIENT_SECRET: 'wrong' });
  expect([code, stderr.includes('"check":"marketo.credentials"')]).toEqual([1, true]);
  expect(await store.failures.list(5)).toMatchObject([{ flow: 'worker', key: 'marketo.credentials' }]);
}, 60_000);

it('a bad environment ends with 2 before anything is opened', async () => {
  const { variables } = await openRig();
  const { code, stderr } = await run(['worker'], { ...variables, MARKETO_RATE_SHARE: '7' });
  expect([code, stderr.includes('MARKETO_RATE_SHARE')]).toEqual([2, true]);
}, 60_000);
