import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import type { PreparedReconcile } from '../../activities/people-reconcile.ts';
import type { PieceOutcome } from '../../activities/reconcile/piece.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { ReconcileResult } from '../../model/reconcile.ts';
import { taskQueue, wake } from '../../workflows/messages.ts';
import type { reconcilePeople } from '../../workflows/people-reconcile.ts';
import { fillHistory, gate, SOON, type Step, script, startFlows, untilState } from './flows.ts';
import { attributesOf, currentDetailsOf, timersOf } from './temporal.ts';

const counts = { done: 600, total: 1_200, read: 500, qualified: 400 };
const compared: PieceOutcome = { kind: 'more', part: 'compare', ...counts };
const settling: PieceOutcome = { kind: 'more', part: 'settle', ...counts, done: 3, total: 9 };
const stopped: PieceOutcome = { kind: 'stopped', part: 'compare', ...counts };
const complete: PieceOutcome = { kind: 'complete', part: 'settle', ...counts, done: 9, total: 9 };
const forFeeds: PieceOutcome = { kind: 'waiting', waitsFor: 'feeds', ...counts };
const parked = (ms: number): PieceOutcome => ({
  kind: 'parked',
  part: 'compare',
  ...counts,
  until: new Date(Date.now() + ms).toISOString(),
  key: 'quota.dayShareUsed',
});
const ready: PreparedReconcile = { kind: 'ready', scanId: 'reconcile-1' };
const result: ReconcileResult = {
  scanId: 'reconcile-1',
  reason: 'asked',
  startedAt: new Date(0),
  finishedAt: new Date(1),
  found: { missing: 1, extra: 2, stale: 3, wronglyQualified: 0 },
  repaired: 5,
  held: 1,
  complete: true,
};

/** Stubs of a comparison that takes these steps. */
function comparing(...steps: Step<'reconcilePiece'>[]) {
  return {
    prepareReconcile: script('prepareReconcile', ready),
    reconcilePiece: script('reconcilePiece', ...steps),
    finishReconcile: script('finishReconcile', result),
  };
}

it('compares piece after piece, then settles; the first pieces short, none over two minutes', async () => {
  const activities = comparing(...Array.from({ length: 12 }, () => compared), settling, complete);
  const { startReconcile } = await startFlows(activities);
  const handle = await startReconcile();
  await expect(handle.result()).resolves.toMatchObject({ found: result.found, repaired: 5, held: 1, complete: true });
  expect(activities.reconcilePiece.calls.map(({ budgetSeconds }) => budgetSeconds)).toEqual([
    10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 120, 120,
  ]);
  expect(activities.prepareReconcile.calls).toHaveLength(1);
  expect(activities.finishReconcile.calls).toEqual([{ scanId: 'reconcile-1', complete: true }]);
  expect(await attributesOf(handle)).toEqual({
    flow: 'people-reconcile',
    state: 'complete',
    error: undefined,
    peopleRead: 500,
  });
  expect(await currentDetailsOf(handle)).toContain('| Differences settled | 9 of 9 (100 %) |');
});

it('shows which part it is in', async () => {
  const [first, second] = [gate(), gate()];
  const activities = comparing(
    compared,
    () => first.opened.then(() => settling),
    () => second.opened.then(() => complete),
  );
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'comparing');
  expect(await currentDetailsOf(handle)).toContain('| Ids compared | 600 of 1200 (50 %) |');
  first.open();
  await untilState(instance, 'peopleReconcile', 'repairing');
  second.open();
  await handle.result();
});

it('nothing to compare for: it ends at once', async () => {
  const activities = { ...comparing(complete), prepareReconcile: script('prepareReconcile', { kind: 'none' }) };
  const { startReconcile } = await startFlows(activities);
  await expect((await startReconcile()).result()).resolves.toBeNull();
  expect(activities.reconcilePiece.calls).toEqual([]);
});

it.each([
  ['in a piece', comparing(stopped, complete)],
  [
    'before it began',
    { ...comparing(complete), prepareReconcile: script('prepareReconcile', { kind: 'paused' }, ready) },
  ],
])('paused %s it waits without a timer until it is woken', async (_, activities) => {
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'paused');
  expect(await timersOf(handle)).toEqual([]);
  await handle.signal(wake);
  await expect(handle.result()).resolves.toMatchObject({ repaired: 5 });
  expect(activities.prepareReconcile.calls).toHaveLength(2);
});

it('without quota it says so, waits until the time given, and is woken early', async () => {
  const activities = {
    ...comparing(() => Promise.resolve(parked(500)), parked(3_600_000), complete),
    prepareReconcile: script('prepareReconcile', { ...parked(300), kind: 'parked' } as PreparedReconcile, ready),
  };
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await vi.waitFor(() => expect(activities.reconcilePiece.calls).toHaveLength(2), SOON);
  await untilState(instance, 'peopleReconcile', 'waiting for quota');
  expect(await attributesOf(handle)).toMatchObject({ error: 'quota.dayShareUsed' });
  await handle.signal(wake);
  await handle.result();
  expect(activities.prepareReconcile.calls).toHaveLength(2);
});

it('waits for the feeds, ever longer, and goes on with the same comparison', async () => {
  const activities = comparing(forFeeds, forFeeds, complete);
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'waiting for the feeds');
  await handle.signal(wake);
  await vi.waitFor(() => expect(activities.reconcilePiece.calls).toHaveLength(2), SOON);
  await vi.waitFor(async () => expect(await timersOf(handle)).toHaveLength(2), SOON);
  const [first = 0, second = 0] = await timersOf(handle);
  expect(second).toBe(2 * first);
  await handle.signal(wake);
  await handle.result();
  // Waiting is no piece.
  expect(activities.reconcilePiece.calls.map(({ budgetSeconds }) => budgetSeconds)).toEqual([10, 10, 10]);
});

it('waits for the initial sync', async () => {
  const activities = {
    ...comparing(complete),
    prepareReconcile: script('prepareReconcile', { kind: 'waiting' }, ready),
  };
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'waiting for the initial sync');
  await handle.signal(wake);
  await handle.result();
});

it('an error that a person must heal blocks it, names error and fix, and a wake goes on', async () => {
  const error = new AppError('people.instanceChanged', { details: { read: 'a', configured: 'b' } });
  const activities = comparing(error, complete);
  const { startReconcile, instance } = await startFlows(activities);
  const handle = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'blocked');
  expect(await attributesOf(handle)).toMatchObject({ state: 'blocked', error: 'people.instanceChanged' });
  expect(await currentDetailsOf(handle)).toContain(`| Fix | ${error.entry.fix} |`);
  await handle.signal(wake);
  await handle.result();
});

it.each([
  ['paused', comparing(stopped)],
  ['waiting for quota', comparing(parked(3_600_000))],
  ['waiting for the feeds', comparing(forFeeds)],
  ['blocked', comparing(new AppError('config.setting'))],
])(
  'cancelled while it is %s it ends as cancelled and tells MongoDB, so that nothing starts it again',
  async (state, activities) => {
    const { startReconcile, instance } = await startFlows(activities);
    const handle = await startReconcile();
    await untilState(instance, 'peopleReconcile', state);
    await handle.cancel();
    await expect(handle.result()).rejects.toSatisfy(
      (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
    );
    expect(activities.finishReconcile.calls).toEqual([{ scanId: null, complete: false }]);
  },
);

it('cancelled in the middle of a piece it ends too', async () => {
  const activities = comparing(() => gate().opened.then(() => complete));
  const { startReconcile } = await startFlows(activities);
  const handle = await startReconcile();
  await vi.waitFor(() => expect(activities.reconcilePiece.calls).toHaveLength(1), SOON);
  await handle.cancel();
  await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(activities.finishReconcile.calls).toEqual([{ scanId: null, complete: false }]);
});

it('a long history is continued as new; the pieces go on getting longer', async () => {
  const held = gate();
  const activities = comparing(compared, compared, () => held.opened.then(() => compared), complete);
  const { startReconcile, ids, client } = await startFlows(activities);
  const first = await startReconcile();
  await vi.waitFor(() => expect(activities.reconcilePiece.calls).toHaveLength(3), SOON);
  await fillHistory(ids.peopleReconcile);
  held.open();
  await first.result();
  expect(activities.reconcilePiece.calls.map(({ budgetSeconds }) => budgetSeconds)).toEqual([10, 20, 30, 40]);
  expect((await client.workflow.getHandle(ids.peopleReconcile).describe()).runId).not.toBe(first.signaledRunId);
});

/** As the Schedule starts it: under an id of its own. */
async function startWeekly({ client, instance, ids }: Awaited<ReturnType<typeof startFlows>>) {
  return client.workflow.start<typeof reconcilePeople>('reconcilePeople', {
    taskQueue: taskQueue(instance),
    workflowId: `${ids.peopleReconcile}-2026-11-28T06:30:00Z`,
    args: [{ v: 1, instance, pieces: 0, weekly: true }],
  });
}

it('the weekly one hands over to the one workflow and ends', async () => {
  const activities = { ...comparing(complete), requestReconcile: script('requestReconcile', true) };
  const flows = await startFlows(activities);
  await expect((await startWeekly(flows)).result()).resolves.toBeNull();
  await flows.client.workflow.getHandle(flows.ids.peopleReconcile).result();
  expect(activities.finishReconcile.calls).toHaveLength(1);
});

it('the weekly one starts nothing where there is nothing to do, and wakes the one that runs', async () => {
  const activities = {
    ...comparing(stopped, complete),
    requestReconcile: script('requestReconcile', false, true),
  };
  const flows = await startFlows(activities);
  await (await startWeekly(flows)).result();
  await expect(flows.client.workflow.getHandle(flows.ids.peopleReconcile).describe()).rejects.toThrow(/not found/);
  const running = await flows.startReconcile();
  await untilState(flows.instance, 'peopleReconcile', 'paused');
  await (await startWeekly(flows)).result();
  await expect(running.result()).resolves.toMatchObject({ repaired: 5 });
});
