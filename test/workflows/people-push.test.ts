import { expect, it, vi } from 'vitest';
import type { PushTurn } from '../../activities/push/following.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { progress, wake } from '../../workflows/messages.ts';
import { gate, SOON, type Step, script, startFlows, untilState } from './flows.ts';
import { attributesOf, currentDetailsOf, timersOf } from './temporal.ts';

const done = { sequence: 7, read: 12, calls: 2 };
const quiet: PushTurn = { kind: 'quiet', ...done };
const stopped: PushTurn = { kind: 'stopped', ...done };

const following = (...steps: Step<'followPushes'>[]) => ({ followPushes: script('followPushes', ...steps) });
const untilTurns = ({ followPushes }: ReturnType<typeof following>, count: number) =>
  vi.waitFor(() => expect(followPushes.calls).toHaveLength(count), SOON);

it('a turn that is over is followed by the next at once, which knows what the one before has seen', async () => {
  const activities = following({ ...done, kind: 'over' }, quiet);
  const { startPushes, instance } = await startFlows(activities);
  const handle = await startPushes();
  await untilState(instance, 'peoplePush', 'waiting for pushes');
  expect(activities.followPushes.calls).toEqual([
    { sequence: null, seconds: 600 },
    { sequence: 7, seconds: 600 },
  ]);
  expect(await timersOf(handle)).toEqual([600]);
});

it('who is pushed wakes it, and it shows numbers alone', async () => {
  const activities = following(quiet);
  const { startPushes, instance } = await startFlows(activities);
  const handle = await startPushes();
  await untilState(instance, 'peoplePush', 'waiting for pushes');
  await handle.signal(wake);
  await untilTurns(activities, 2);
  expect(await attributesOf(handle)).toMatchObject({ flow: 'people-push', state: 'waiting for pushes' });
  expect(await currentDetailsOf(handle)).toContain('| People read in the last turn | 12 |');
});

it('a push that comes while a turn ends is not missed', async () => {
  const entered = gate();
  const leave = gate();
  const activities = following(async () => {
    entered.open();
    await leave.opened;
    return quiet;
  }, quiet);
  const { startPushes } = await startFlows(activities);
  const handle = await startPushes();
  await entered.opened;
  await handle.signal(wake);
  leave.open();
  await untilTurns(activities, 2);
});

it('paused it waits without a timer until it is woken', async () => {
  const activities = following(stopped, quiet);
  const { startPushes, instance } = await startFlows(activities);
  const handle = await startPushes();
  await untilState(instance, 'peoplePush', 'paused');
  expect(await timersOf(handle)).toEqual([]);
  await handle.signal(wake);
  await untilState(instance, 'peoplePush', 'waiting for pushes');
});

it('what is left to polling wakes polling once, and pushes wait until then', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const folded = (isNew: boolean): PushTurn => ({ kind: 'folded', reason: 'burst', until, isNew, ...done });
  const turns = script('changesTurn', { kind: 'stopped' });
  const activities = { ...following(folded(true), folded(false)), changesTurn: turns };
  const { startPushes, startChanges, instance } = await startFlows(activities);
  await startChanges();
  await untilState(instance, 'peopleChanges', 'paused');
  const handle = await startPushes();
  await vi.waitFor(() => expect(turns.calls).toHaveLength(2), SOON);
  await untilState(instance, 'peoplePush', 'left to polling');
  await handle.signal(wake);
  await untilTurns(activities, 2);
  await vi.waitFor(async () => expect(await timersOf(handle)).toHaveLength(2), SOON);
  expect(turns.calls).toHaveLength(2);
  expect((await timersOf(handle)).every((seconds) => seconds > 3_500 && seconds <= 3_600)).toBe(true);
});

it('goes on where polling does not run', async () => {
  const until = new Date(Date.now() + 300).toISOString();
  const activities = following({ kind: 'folded', reason: 'quota', until, isNew: true, ...done }, quiet);
  const { startPushes, instance } = await startFlows(activities);
  await startPushes();
  await untilState(instance, 'peoplePush', 'waiting for pushes');
});

it('an error that a person must see to is shown, and looked at again when it is woken', async () => {
  const activities = following(() => {
    throw new AppError('marketo.603');
  }, quiet);
  const { startPushes, instance } = await startFlows(activities);
  const handle = await startPushes();
  await untilState(instance, 'peoplePush', 'blocked');
  expect((await handle.query(progress)).details).toContain('| Fix |');
  await handle.signal(wake);
  await untilState(instance, 'peoplePush', 'waiting for pushes');
});
