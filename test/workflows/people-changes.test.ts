import { WorkflowUpdateFailedError } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { emptySummary } from '../../activities/reread.ts';
import type { TurnOutcome } from '../../activities/turn.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { approveHeld, progress, resyncPeople, wake } from '../../workflows/messages.ts';
import { fillHistory, gate, SOON, type Step, script, startFlows, untilState } from './flows.ts';
import { attributesOf, currentDetailsOf, timersOf } from './temporal.ts';

const HOUR_MS = 3_600_000;
const summary = { ...emptySummary(), asked: 3, read: 2, written: 2, held: 1 };
const done = (sequence: number, more: Partial<Extract<TurnOutcome, { kind: 'done' }>> = {}): TurnOutcome => ({
  kind: 'done',
  sequence,
  nextInMs: HOUR_MS,
  overlapDue: false,
  records: 5,
  summary,
  ...more,
});
const stopped: TurnOutcome = { kind: 'stopped' };

/** Stubs of a flow that takes these turns. */
const following = (...steps: Step<'changesTurn'>[]) => ({ changesTurn: script('changesTurn', ...steps) });

const untilTurns = ({ changesTurn }: ReturnType<typeof following>, count: number) =>
  vi.waitFor(() => expect(changesTurn.calls).toHaveLength(count), SOON);

it('turns follow one another at the interval, and each remembers the sequence of the one before', async () => {
  const activities = following(done(7, { nextInMs: 300 }), done(9, { nextInMs: 300 }), done(12));
  const { startChanges } = await startFlows(activities);
  const handle = await startChanges();
  await vi.waitFor(async () => expect(await timersOf(handle)).toEqual([0.3, 0.3, 3_600]), SOON);
  expect(activities.changesTurn.calls).toEqual([
    { rememberedSequence: null },
    { rememberedSequence: 7 },
    { rememberedSequence: 9 },
  ]);
});

it('shows what the last turn did', async () => {
  const { startChanges, instance } = await startFlows(following(done(7, { nextInMs: 30_000 })));
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  expect(await attributesOf(handle)).toMatchObject({ flow: 'people-changes', state: 'following', error: undefined });
  const details = await currentDetailsOf(handle);
  expect(details).toContain('| People read again | 3 |');
  expect(details).toContain('| Held by the brake | 1 |');
  expect(details).toContain('| Next turn in | 30 s |');
  expect(await handle.query(progress)).toEqual({ state: 'following', details });
});

it('a signal starts the next turn at once', async () => {
  const activities = following(done(1));
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  await handle.signal(wake);
  await untilTurns(activities, 2);
});

it('a signal during a turn causes one more; a signal before a turn is answered by that turn', async () => {
  const held = gate();
  const activities = following(() => held.opened.then(() => stopped), stopped);
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilTurns(activities, 1);
  await handle.signal(wake);
  held.open();
  await untilTurns(activities, 2);
  await untilState(instance, 'peopleChanges', 'paused');
  // Woken once: one turn, and not a second one for the flag.
  await handle.signal(wake);
  await untilTurns(activities, 3);
  await handle.signal(wake);
  await untilTurns(activities, 4);
});

it('a signal that comes with the start does not make the first turn run twice', async () => {
  const activities = following(stopped);
  const { instance, startChanges } = await startFlows(activities);
  await startChanges();
  const handle = await untilState(instance, 'peopleChanges', 'paused');
  // The state and a second turn would come from the same workflow task.
  const { events } = await handle.fetchHistory();
  expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(1);
});

it('the overlap is read again when it is due, before the pause', async () => {
  const activities = { ...following(done(1, { overlapDue: true })), overlapTurn: script('overlapTurn', summary) };
  const { startChanges } = await startFlows(activities);
  const handle = await startChanges();
  await vi.waitFor(async () => expect(await timersOf(handle)).toEqual([3_600]), SOON);
  expect(activities.overlapTurn.calls).toHaveLength(1);
  expect(activities.changesTurn.calls).toHaveLength(1);
});

it('without quota it waits until the time given', async () => {
  const until = new Date(Date.now() + HOUR_MS).toISOString();
  const { startChanges, instance } = await startFlows(
    following({ kind: 'parked', until, key: 'quota.dayShareUsed' }, done(1)),
  );
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'waiting for quota');
  expect(await attributesOf(handle)).toMatchObject({ error: 'quota.dayShareUsed' });
  const [seconds] = await timersOf(handle);
  expect(seconds).toBeGreaterThan(3_500);
  expect(seconds).toBeLessThanOrEqual(3_600);
});

it('without quota for the overlap it says so, waits, and goes on by itself', async () => {
  const until = new Date(Date.now() + 3_000).toISOString();
  const activities = {
    ...following(done(1, { overlapDue: true }), done(2)),
    overlapTurn: script('overlapTurn', { kind: 'parked', until, key: 'marketo.607' }),
  };
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'waiting for quota');
  expect(await attributesOf(handle)).toMatchObject({ state: 'waiting for quota', error: 'marketo.607' });
  expect(await currentDetailsOf(handle)).toContain(`| Waiting until | ${until} |`);
  await untilState(instance, 'peopleChanges', 'following');
  expect(await attributesOf(handle)).toMatchObject({ error: undefined });
  expect(activities.changesTurn.calls).toHaveLength(2);
});

it('an activity that fails for want of quota is no case for a person', async () => {
  const retryAt = new Date(Date.now() + HOUR_MS);
  const { startChanges, instance } = await startFlows(following(new AppError('quota.dayShareUsed', { retryAt })));
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'waiting for quota');
  expect(await currentDetailsOf(handle)).toContain(`| Waiting until | ${retryAt.toISOString()} |`);
});

const scan = { scanId: 'rescan-1', highestId: 300 };
const counts = { done: 300, total: 300, read: 300, qualified: 200 };

it('feeds that are too old make it start the initial workflow, which outlives it', async () => {
  const held = gate();
  const activities = {
    ...following({ kind: 'rescan' }, done(3)),
    prepareInitial: script('prepareInitial', scan),
    scanPeople: script('scanPeople', () => held.opened.then(() => ({ kind: 'complete', ...counts }) as const)),
    completeInitial: script('completeInitial', undefined),
  };
  const { client, startChanges, ids } = await startFlows(activities);
  const changes = await startChanges();
  await vi.waitFor(() => expect(activities.scanPeople.calls).toHaveLength(1), SOON);
  await changes.terminate();
  held.open();
  await expect(client.workflow.getHandle(ids.peopleInitial).result()).resolves.toEqual({ read: 300, qualified: 200 });
});

it('a rescan wakes an initial workflow that waits for an admin', async () => {
  const activities = {
    ...following({ kind: 'rescan' }, done(3)),
    prepareInitial: script('prepareInitial', scan),
    scanPeople: script('scanPeople', { kind: 'stopped', ...counts }, { kind: 'complete', ...counts }),
    completeInitial: script('completeInitial', undefined),
  };
  const { startInitial, startChanges, instance } = await startFlows(activities);
  const initial = await startInitial();
  await untilState(instance, 'peopleInitial', 'paused');
  await startChanges();
  await expect(initial.result()).resolves.toEqual({ read: 300, qualified: 200 });
});

const compares = (...steps: Step<'reconcilePiece'>[]) => ({
  prepareReconcile: script('prepareReconcile', { kind: 'ready', scanId: 'reconcile-1' }),
  reconcilePiece: script('reconcilePiece', ...steps),
  finishReconcile: script('finishReconcile', null),
});

it('feeds that are too old start a comparison where everyone has been read, which outlives the flow', async () => {
  const held = gate();
  const ended = { kind: 'complete', part: 'settle', ...counts } as const;
  const activities = {
    ...following({ kind: 'reconcile' }, done(3)),
    ...compares(() => held.opened.then(() => ended)),
  };
  const { client, startChanges, ids, instance } = await startFlows(activities);
  const changes = await startChanges();
  await vi.waitFor(() => expect(activities.reconcilePiece.calls).toHaveLength(1), SOON);
  await untilState(instance, 'peopleChanges', 'following');
  await changes.terminate();
  held.open();
  await client.workflow.getHandle(ids.peopleReconcile).result();
  expect(activities.finishReconcile.calls).toHaveLength(1);
});

it('and wake one that waits for an admin', async () => {
  const [waits, ends] = ['stopped', 'complete'] as const;
  const activities = {
    ...following({ kind: 'reconcile' }, done(3)),
    ...compares({ kind: waits, part: 'compare', ...counts }, { kind: ends, part: 'settle', ...counts }),
  };
  const { startReconcile, startChanges, instance } = await startFlows(activities);
  const comparison = await startReconcile();
  await untilState(instance, 'peopleReconcile', 'paused');
  await startChanges();
  await comparison.result();
});

it('a rescan starts the comparison that follows it as well', async () => {
  const activities = {
    ...following({ kind: 'rescan', reconcile: true }, done(3)),
    ...compares({ kind: 'complete', part: 'settle', ...counts }),
    prepareInitial: script('prepareInitial', scan),
    scanPeople: script('scanPeople', { kind: 'complete', ...counts }),
    completeInitial: script('completeInitial', undefined),
  };
  const { client, startChanges, ids, instance } = await startFlows(activities);
  await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  await client.workflow.getHandle(ids.peopleInitial).result();
  await client.workflow.getHandle(ids.peopleReconcile).result();
});

it('a restored database blocks the flow; what it remembers stays as it was', async () => {
  const restored = new AppError('store.restored');
  const activities = following(done(40), restored, done(41));
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  await handle.signal(wake);
  await untilState(instance, 'peopleChanges', 'blocked');
  expect(await attributesOf(handle)).toMatchObject({ state: 'blocked', error: 'store.restored' });
  expect(await currentDetailsOf(handle)).toContain(`| Fix | ${restored.entry.fix} |`);
  await handle.signal(wake);
  await untilState(instance, 'peopleChanges', 'following');
  expect(activities.changesTurn.calls.map(({ rememberedSequence }) => rememberedSequence)).toEqual([null, 40, 40]);
});

it.each([
  ['following', following(done(1))],
  ['blocked', following(new AppError('store.restored'))],
  ['paused', following(stopped)],
])('people are read again at once, and the held approved, while it is %s', async (state, turns) => {
  const activities = {
    ...turns,
    resync: script('resync', { ...summary, asked: 2 }),
    approve: script('approve', { ...summary, left: 4 }),
  };
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', state);
  await expect(handle.executeUpdate(resyncPeople, { args: [{ ids: [11, 12] }] })).resolves.toMatchObject({ asked: 2 });
  await expect(handle.executeUpdate(approveHeld)).resolves.toMatchObject({ left: 4 });
  expect(activities.resync.calls).toEqual([{ ids: [11, 12] }]);
  expect(turns.changesTurn.calls).toHaveLength(1);
});

it('an update whose people can’t be read fails with the registry’s key and leaves the flow alone', async () => {
  const activities = { ...following(done(1)), resync: script('resync', new AppError('people.notStarted')) };
  const { startChanges, instance } = await startFlows(activities);
  const handle = await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  await expect(handle.executeUpdate(resyncPeople, { args: [{ ids: [1] }] })).rejects.toSatisfy(
    (error) => error instanceof WorkflowUpdateFailedError && hasType(error, 'people.notStarted'),
  );
  await untilState(instance, 'peopleChanges', 'following');
});

function hasType(error: unknown, type: string): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if ('type' in at && at.type === type) return true;
  return false;
}

it('a long history is continued as new with its sequence, after the updates under way', async () => {
  const held = gate();
  const activities = {
    ...following(done(5)),
    resync: script('resync', () => held.opened.then(() => summary)),
  };
  const { client, startChanges, ids, instance } = await startFlows(activities);
  const first = await startChanges();
  await untilState(instance, 'peopleChanges', 'following');
  const update = first.executeUpdate(resyncPeople, { args: [{ ids: [1] }] });
  await vi.waitFor(() => expect(activities.resync.calls).toHaveLength(1), SOON);
  await fillHistory(ids.peopleChanges);
  held.open();
  await expect(update).resolves.toEqual(summary);
  const newest = client.workflow.getHandle(ids.peopleChanges);
  await vi.waitFor(async () => {
    // A turn answers every signal before it, so one may be missing at the end.
    await newest.signal(wake);
    expect((await newest.describe()).runId).not.toBe(first.signaledRunId);
  }, SOON);
  const turns = activities.changesTurn.calls.length;
  await newest.signal(wake);
  await vi.waitFor(() => expect(activities.changesTurn.calls.length).toBeGreaterThan(turns), SOON);
  expect(new Set(activities.changesTurn.calls.slice(1).map(({ rememberedSequence }) => rememberedSequence))).toEqual(
    new Set([5]),
  );
});
