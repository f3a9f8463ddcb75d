import { CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import type { ScanOutcome } from '../../activities/scan/drive.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { progress, wake } from '../../workflows/messages.ts';
import { fillHistory, gate, SOON, type Step, script, startFlows, untilState } from './flows.ts';
import { attributesOf, currentDetailsOf, timersOf } from './temporal.ts';

const counts = { done: 600, total: 1_200, read: 500, qualified: 400 };
const more: ScanOutcome = { kind: 'more', ...counts };
const stopped: ScanOutcome = { kind: 'stopped', ...counts };
const complete: ScanOutcome = { kind: 'complete', ...counts, done: 1_200, read: 1_000, qualified: 800 };
const parked = (ms: number): ScanOutcome => ({
  kind: 'parked',
  ...counts,
  until: new Date(Date.now() + ms).toISOString(),
  key: 'quota.dayShareUsed',
});
const prepared = { scanId: 'scan-1', highestId: 1_200 };

/** Stubs of a scan that takes these steps. */
function scanning(...steps: Step<'scanPeople'>[]) {
  return {
    prepareInitial: script('prepareInitial', prepared),
    scanPeople: script('scanPeople', ...steps),
    completeInitial: script('completeInitial', undefined),
  };
}

it('reads piece after piece until the scan is complete, the first pieces short, none over two minutes', async () => {
  const activities = scanning(...Array.from({ length: 13 }, () => more), complete);
  const { startInitial } = await startFlows(activities);
  const handle = await startInitial();
  await expect(handle.result()).resolves.toEqual({ read: 1_000, qualified: 800 });
  expect(activities.scanPeople.calls.map(({ budgetSeconds }) => budgetSeconds)).toEqual([
    10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 120, 120,
  ]);
  expect(activities.completeInitial.calls).toEqual([{ scanId: 'scan-1' }]);
  expect(await attributesOf(handle)).toEqual({
    flow: 'people-initial',
    state: 'complete',
    error: undefined,
    peopleRead: 1_000,
  });
  expect(await currentDetailsOf(handle)).toContain('| Done | 1200 of 1200 (100 %) |');
});

it('a paused scan waits without a timer until it is woken, then goes on', async () => {
  const activities = scanning(more, stopped, complete);
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', 'paused');
  expect(await attributesOf(handle)).toMatchObject({ state: 'paused', peopleRead: 500 });
  expect(await timersOf(handle)).toEqual([]);
  expect(activities.scanPeople.calls).toHaveLength(2);
  await handle.signal(wake);
  await handle.result();
  // The set-up is looked at again: fields may have changed meanwhile.
  expect(activities.prepareInitial.calls).toHaveLength(2);
});

it('a scan without quota waits until the time given and goes on by itself', async () => {
  const activities = scanning(() => Promise.resolve(parked(800)), complete);
  const { startInitial } = await startFlows(activities);
  const handle = await startInitial();
  await handle.result();
  const [seconds] = await timersOf(handle);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(0.8);
});

it('without quota for its preparation it says so, waits, and goes on by itself', async () => {
  const until = new Date(Date.now() + 3_000).toISOString();
  const activities = {
    ...scanning(complete),
    prepareInitial: script('prepareInitial', { kind: 'parked', until, key: 'marketo.607' }, prepared),
  };
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', 'waiting for quota');
  expect(await attributesOf(handle)).toMatchObject({ state: 'waiting for quota', error: 'marketo.607' });
  expect(await currentDetailsOf(handle)).toContain(`| Waiting until | ${until} |`);
  await handle.result();
  expect(await attributesOf(handle)).toMatchObject({ state: 'complete', error: undefined });
  const [seconds] = await timersOf(handle);
  expect(seconds).toBeLessThanOrEqual(3);
  expect(activities.prepareInitial.calls).toHaveLength(2);
});

it('a scan without quota says so and is woken early by the signal', async () => {
  const activities = scanning(parked(3_600_000), complete);
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', 'waiting for quota');
  expect(await attributesOf(handle)).toMatchObject({ state: 'waiting for quota', error: 'quota.dayShareUsed' });
  expect(await currentDetailsOf(handle)).toMatch(/\| Waiting until \| \d{4}-/);
  await handle.signal(wake);
  await expect(handle.result()).resolves.toEqual({ read: 1_000, qualified: 800 });
});

it('an error that a person must heal blocks the scan, names error and fix, and a wake goes on', async () => {
  const error = new AppError('people.ownerFieldMissing', { details: { field: 'sfdcLeadOwnerId' } });
  const activities = { ...scanning(complete), prepareInitial: script('prepareInitial', error, prepared) };
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', 'blocked');
  expect(await attributesOf(handle)).toMatchObject({ state: 'blocked', error: 'people.ownerFieldMissing' });
  const details = await currentDetailsOf(handle);
  expect(details).toContain(`| Error | ${error.message} |`);
  expect(details).toContain(`| Fix | ${error.entry.fix} |`);
  expect(await handle.query(progress)).toEqual({ state: 'blocked', details });
  await handle.signal(wake);
  await handle.result();
  expect(await attributesOf(handle)).toMatchObject({ state: 'complete', error: undefined });
});

it('a blocked scan looks again after ten minutes, or when the error says', async () => {
  const later = new AppError('quota.dayShareUsed', { retryAt: new Date(Date.now() + 3_600_000) });
  const activities = scanning(new AppError('config.setting'), later, complete);
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', 'blocked');
  await handle.signal(wake);
  await vi.waitFor(async () => expect(await timersOf(handle)).toHaveLength(2), SOON);
  const [first, second] = await timersOf(handle);
  expect(first).toBe(600);
  expect(second).toBeGreaterThan(3_500);
  expect(second).toBeLessThanOrEqual(3_600);
});

it('passing trouble is retried without a word', async () => {
  const activities = scanning(new AppError('store.unreachable'), complete);
  const { startInitial } = await startFlows(activities);
  const handle = await startInitial();
  await handle.result();
  expect(activities.scanPeople.calls).toHaveLength(2);
  expect(activities.prepareInitial.calls).toHaveLength(1);
});

it.each([
  ['paused', scanning(stopped)],
  ['waiting for quota', scanning(parked(3_600_000))],
  ['blocked', scanning(new AppError('config.setting'))],
])('a scan that is %s ends as cancelled when it is cancelled', async (state, activities) => {
  const { startInitial, instance } = await startFlows(activities);
  const handle = await startInitial();
  await untilState(instance, 'peopleInitial', state);
  await handle.cancel();
  await expect(handle.result()).rejects.toSatisfy(
    (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
  );
  expect((await handle.describe()).status.name).toBe('CANCELLED');
});

it('a long history is continued as new between two pieces; the pieces go on getting longer', async () => {
  const held = gate();
  const activities = scanning(more, more, () => held.opened.then(() => more), complete);
  const { startInitial, ids, client } = await startFlows(activities);
  const first = await startInitial();
  await vi.waitFor(() => expect(activities.scanPeople.calls).toHaveLength(3), SOON);
  await fillHistory(ids.peopleInitial);
  held.open();
  await first.result();
  expect(activities.scanPeople.calls.map(({ budgetSeconds }) => budgetSeconds)).toEqual([10, 20, 30, 40]);
  const last = await client.workflow.getHandle(ids.peopleInitial).describe();
  expect(last.runId).not.toBe(first.signaledRunId);
});

it.each([
  ['blocked', scanning(new AppError('config.setting'))],
  ['paused', scanning(stopped)],
])(
  'the history of a scan that stays %s is continued as new too, however long that lasts',
  async (state, activities) => {
    const { startInitial, ids, client, instance } = await startFlows(activities);
    const first = await startInitial(5);
    await untilState(instance, 'peopleInitial', state);
    await fillHistory(ids.peopleInitial);
    const newest = client.workflow.getHandle(ids.peopleInitial);
    await vi.waitFor(async () => {
      // A look answers every signal before it, so one may be missing at the end.
      await newest.signal(wake);
      expect((await newest.describe()).runId).not.toBe(first.signaledRunId);
    }, SOON);
    await untilState(instance, 'peopleInitial', state);
  },
);
