import { expect, it, vi } from 'vitest';
import type { TaskTurn } from '../../activities/tasks/turn.ts';
import { areTasksFollowed, wakeTasks } from '../../client/tasks/flow.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { restored } from '../../model/errors/restored.ts';
import { progress } from '../../workflows/messages.ts';
import { fillHistory, gate, SOON, type Step, script, startFlows, untilState } from './flows.ts';
import { attributesOf, currentDetailsOf, timersOf } from './temporal.ts';
import { withClient } from './with-client.ts';

const HOUR_MS = 3_600_000;
const off: TaskTurn = { kind: 'off', sequence: 3 };
const done = (sequence: number, more: Partial<Extract<TaskTurn, { kind: 'done' }>> = {}): TaskTurn => ({
  kind: 'done',
  sequence,
  sellers: 4,
  withoutUser: 1,
  pulled: { adopted: 2, changed: 5, unseen: null },
  pushed: { sent: 7, calls: 2, lookedUp: 0, withoutKey: 0 },
  trouble: null,
  nextInMs: HOUR_MS,
  ...more,
});

async function following(...steps: Step<'tasksTurn'>[]) {
  const tasksTurn = script('tasksTurn', ...steps);
  const { client, instance, ids } = await startFlows({ tasksTurn });
  const wakeUp = () => wakeTasks(client, instance);
  await wakeUp();
  const untilTurns = (count: number) => vi.waitFor(() => expect(tasksTurn.calls).toHaveLength(count), SOON);
  return { tasksTurn, client, instance, wakeUp, untilTurns, handle: client.workflow.getHandle(ids.tasks) };
}

it('turns follow one another as each says, and each remembers the sequence of the one before', async () => {
  const { tasksTurn, handle, untilTurns } = await following(
    done(7, { nextInMs: 300 }),
    done(9, { nextInMs: 300 }),
    done(12),
  );
  await untilTurns(3);
  expect(tasksTurn.calls).toEqual([{ sequence: null }, { sequence: 7 }, { sequence: 9 }]);
  await vi.waitFor(async () => expect(await timersOf(handle)).toEqual([0.3, 0.3, 3_600]), SOON);
});

it('shows what the last turn did, and the last look where a turn had none', async () => {
  const { handle, instance, wakeUp, untilTurns } = await following(done(1), done(2, { pulled: null }));
  await untilState(instance, 'tasks', 'following');
  await wakeUp();
  await untilTurns(2);
  const details = await vi.waitFor(async () => {
    const shown = await currentDetailsOf(handle);
    expect(shown).toContain('| Last look at Salesforce | 2 new, 5 changed |');
    return shown;
  }, SOON);
  for (const line of ['| Sellers | 4 |', '| Sellers without a Salesforce user | 1 |', '| Sent in the last turn | 7 |'])
    expect(details).toContain(line);
  expect(await handle.query(progress)).toEqual({ state: 'following', details });
  expect(await attributesOf(handle)).toMatchObject({ flow: 'tasks', state: 'following', error: undefined });
});

it('a restored database that the first turn of a run notices is remembered by the next', async () => {
  const { tasksTurn, wakeUp, handle, instance, untilTurns } = await following(restored(9), restored(9), done(12));
  for (let turns = 1; turns < 3; turns += 1) {
    await untilState(instance, 'tasks', 'blocked');
    expect(await attributesOf(handle)).toMatchObject({ error: 'store.restored' });
    await wakeUp();
    await untilTurns(turns + 1);
  }
  expect(tasksTurn.calls).toEqual([{ sequence: null }, { sequence: 9 }, { sequence: 9 }]);
});

it('off, it waits without a timer, and counts as not followed, until a signal comes', async () => {
  const { client, handle, instance, wakeUp, untilTurns } = await following(off, done(4));
  await untilState(instance, 'tasks', 'off');
  expect(await timersOf(handle)).toEqual([]);
  await vi.waitFor(async () => expect(await attributesOf(handle)).toMatchObject({ state: 'off' }), SOON);
  expect(await areTasksFollowed(client, instance)).toBe(false);
  await wakeUp();
  await untilTurns(2);
  await vi.waitFor(async () => expect(await areTasksFollowed(client, instance)).toBe(true), SOON);
});

it('many signals during a turn cause one more', async () => {
  const [held, first] = [gate(), done(1)];
  const { wakeUp, untilTurns, handle } = await following(() => held.opened.then(() => first), done(2));
  await untilTurns(1);
  for (let n = 0; n < 10; n++) await wakeUp();
  held.open();
  await untilTurns(2);
  await vi.waitFor(async () => expect(await timersOf(handle)).toEqual([3_600]), SOON);
  await untilTurns(2);
});

it('what stops a part of it is shown beside what goes on', async () => {
  const { handle, instance } = await following(done(1, { trouble: 'salesforce.keyField.missing' }));
  await untilState(instance, 'tasks', 'following');
  await vi.waitFor(
    async () => expect(await attributesOf(handle)).toMatchObject({ error: 'salesforce.keyField.missing' }),
    SOON,
  );
});

it.each([
  ['salesforce.notConnected', 'blocked'],
  ['store.restored', 'blocked'],
] as const)('%s: it says so, and goes on with a signal', async (key, state) => {
  const { handle, instance, wakeUp } = await following(new AppError(key), done(1));
  await untilState(instance, 'tasks', state);
  expect(await attributesOf(handle)).toMatchObject({ error: key });
  await wakeUp();
  await untilState(instance, 'tasks', 'following');
});

it('without calls left it waits until the time given', async () => {
  const retryAt = new Date(Date.now() + HOUR_MS);
  const { handle, instance } = await following(new AppError('salesforce.REQUEST_LIMIT_EXCEEDED', { retryAt }));
  await untilState(instance, 'tasks', 'waiting for quota');
  const [seconds = 0] = await timersOf(handle);
  expect(seconds).toBeGreaterThan(3_500);
  expect(seconds).toBeLessThanOrEqual(3_600);
});

it('goes on in a new run where the history has grown, with what it remembers', async () => {
  const { tasksTurn, client, handle, instance, wakeUp } = await following(done(5));
  await untilState(instance, 'tasks', 'following');
  const { runId } = await handle.describe();
  await fillHistory(handle.workflowId);
  await wakeUp();
  await vi.waitFor(async () => expect((await handle.describe()).runId).not.toBe(runId), SOON);
  await vi.waitFor(() => expect(tasksTurn.calls.at(-1)).toEqual({ sequence: 5 }), SOON);
  expect(await areTasksFollowed(client, instance)).toBe(true);
});

it('the client starts it where it is on, for somebody; one that is lost or believes that it is off is started again', async () => {
  const tasksTurn = script('tasksTurn', off, done(1));
  const { actions, store, client, instance, ids, runOf } = await withClient({ tasksTurn });
  await store.settings.setTasks({ sync: true }, 'test');
  await actions.ensureFlows();
  await expect(runOf(ids.tasks)).rejects.toThrow();
  await store.sellers.setTasks('sam@seller.example', true, 'test');
  await expect(actions.restoreFlows()).resolves.toBe(true);
  await untilState(instance, 'tasks', 'off');
  await vi.waitFor(async () => expect(await areTasksFollowed(client, instance)).toBe(false), SOON);
  await expect(actions.restoreFlows()).resolves.toBe(true);
  await untilState(instance, 'tasks', 'following');
  await vi.waitFor(async () => expect(await actions.restoreFlows()).toBe(false), SOON);
  const run = await runOf(ids.tasks);
  await client.workflow.getHandle(ids.tasks).terminate();
  await expect(actions.restoreFlows()).resolves.toBe(true);
  expect(await runOf(ids.tasks)).not.toBe(run);
});

it('repair restore ends its run, whose memory is of a newer database, and doubts what waits to be made', async () => {
  const tasksTurn = script('tasksTurn', done(9));
  const { actions, store, instance, ids, runOf } = await withClient({ tasksTurn });
  await store.settings.setTasks({ sync: true }, 'test');
  await store.sellers.setTasks('sam@seller.example', true, 'test');
  const { task } = await actions.tasks.create({ name: 'Call back', seller: 'sam@seller.example' });
  await untilState(instance, 'tasks', 'following');
  const run = await runOf(ids.tasks);
  await actions.repair.restore();
  expect(await runOf(ids.tasks)).not.toBe(run);
  await vi.waitFor(() => expect(tasksTurn.calls.at(-1)).toEqual({ sequence: null }), SOON);
  expect((await store.tasks.get(task.id))?.salesforce.sending?.batch).toMatch(/^restored\//);
});
