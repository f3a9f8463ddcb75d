import { Context } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import type { FailureStore } from '../../store/types.ts';
import { keepingFailures } from '../../worker/keep-failures.ts';

// The failures under test are not news.
const logger = new DefaultLogger('ERROR');

/** Activity functions that do what a test says, over a store in memory; `isAway`: every write of it fails. */
function opened() {
  const rows = new Set<string>();
  const writes = { count: 0, isAway: false };
  const write = async (change: () => unknown) => {
    writes.count += 1;
    if (writes.isAway) throw new AppError('store.unreachable');
    change();
  };
  const failures: Pick<FailureStore, 'record' | 'clear' | 'drop'> = {
    record: ({ flow, key, details }) => write(() => rows.add(`${flow} ${key} ${JSON.stringify(details)}`)),
    clear: (flow) => write(() => [...rows].filter((row) => row.startsWith(`${flow} `)).map((row) => rows.delete(row))),
    async drop(dropped) {
      const isDropped = (row: string) => dropped.some(({ flow, key }) => row.startsWith(`${flow} ${key} `));
      await write(() => [...rows].filter(isDropped).map((row) => rows.delete(row)));
      return dropped.length;
    },
  };
  let does: () => Promise<unknown> = async () => 'done';
  const activity = () => does();
  const send: (input: { to: string }) => Promise<unknown> = activity;
  const activities = keepingFailures(
    failures,
    { turn: activity, redact: activity, recount: activity, look: activity, send },
    {
      turn: { flow: 'tasks', keeps: 'unexpected' },
      redact: { flow: 'housekeeping', keeps: 'all' },
      recount: { flow: 'housekeeping', keeps: 'all', clears: 'always' },
      look: { flow: 'sales-activities', keeps: 'all', clears: 'once' },
      send: { flow: ({ to }: { to: string }) => `sender-${to}`, keeps: 'unexpected' },
    },
  );
  const env = () => new MockActivityEnvironment({}, { logger });
  const run = (name: 'turn' | 'redact' | 'recount' | 'look') => env().run(activities[name]);
  return {
    ...{ rows, writes, run, env, activities },
    failing: (error: unknown) => {
      does = () => Promise.reject(error);
    },
    doing: (work: () => Promise<unknown>) => {
      does = work;
    },
  };
}

it('an unexpected error is kept by its class alone, until the function works', async () => {
  const { rows, run, failing, doing } = opened();
  failing(new TypeError('ada@example.com is undefined'));
  await expect(run('turn')).rejects.toThrow(TypeError);
  expect([...rows]).toEqual(['tasks unexpected {"kind":"TypeError"}']);
  doing(async () => 7);
  expect(await run('turn')).toBe(7);
  expect(rows.size).toBe(0);
});

it('an error of the registry is kept where the function does not keep it itself', async () => {
  const { rows, run, failing } = opened();
  failing(new AppError('store.failed', { details: { operation: 'redact' } }));
  await expect(run('turn')).rejects.toMatchObject({ key: 'store.failed' });
  expect(rows.size).toBe(0);
  await expect(run('redact')).rejects.toMatchObject({ key: 'store.failed' });
  expect([...rows]).toEqual(['housekeeping store.failed {"operation":"redact"}']);
});

it('a flow’s last step clears all of it, an earlier one nothing', async () => {
  const { rows, run, failing, doing } = opened();
  failing(new AppError('store.failed'));
  await expect(run('redact')).rejects.toThrow();
  doing(async () => 0);
  await run('redact');
  expect(rows.size).toBe(1);
  await run('recount');
  expect(rows.size).toBe(0);
});

it('a function that runs very often asks MongoDB only after a start and after a failure', async () => {
  const { rows, writes, run, failing, doing } = opened();
  for (let times = 0; times < 5; times += 1) await run('look');
  expect(writes.count).toBe(1);
  failing(new AppError('store.failed'));
  await expect(run('look')).rejects.toThrow();
  doing(async () => []);
  for (let times = 0; times < 5; times += 1) await run('look');
  expect({ kept: rows.size, writes: writes.count }).toEqual({ kept: 0, writes: 3 });
});

it('a function that works for several flows names the one by its input', async () => {
  const { rows, env, activities, failing } = opened();
  failing(new RangeError());
  await expect(env().run(activities.send, { to: 'marketo' })).rejects.toThrow(RangeError);
  expect([...rows]).toEqual(['sender-marketo unexpected {"kind":"RangeError"}']);
});

it('a function that is stopped has not failed', async () => {
  const { rows, env, activities, doing } = opened();
  doing(() => Context.current().cancelled);
  const stopped = env();
  const running = stopped.run(activities.redact);
  stopped.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
  await expect(running).rejects.toThrow();
  expect(rows.size).toBe(0);
});

it('a store that is away changes neither result nor error', async () => {
  const { writes, rows, run, failing, doing } = opened();
  writes.isAway = true;
  expect(await run('recount')).toBe('done');
  expect(await run('turn')).toBe('done');
  failing(new AppError('store.unreachable'));
  await expect(run('redact')).rejects.toMatchObject({ key: 'store.unreachable' });
  writes.isAway = false;
  failing(new TypeError());
  await expect(run('turn')).rejects.toThrow();
  doing(async () => 'done');
  await run('turn');
  expect(rows.size).toBe(0);
});
