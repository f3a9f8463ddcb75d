import { beforeAll, expect, it, vi } from 'vitest';
import { runWorker } from '../../worker/index.ts';
import { watchSettings } from '../../worker/watch-settings.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const defer = afterFile();
let rig: WorkerRig;

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: 40, limits: 'off', seed: 8 }, defer);
  await rig.store.migrate();
  await rig.store.settings.setPeople({ intervalMs: 86_400_000 }, 'test');
  vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  // Flows that are missing are looked for so rarely that it can't be what wakes them here.
  const worker = runWorker({ env: rig.env, signal: stop.signal, lookEveryMs: 3_600_000 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).initial).toBe('complete'), WITHIN);
});

it('an interval of a day is over within seconds when it is changed, by whomever', async () => {
  const turns = async () => (await rig.store.peopleState.get()).lastTurn?.at.getTime() ?? 0;
  await vi.waitFor(async () => expect(await turns()).toBeGreaterThan(0), WITHIN);
  const before = await turns();
  await rig.db.collection<{ _id: string }>('settings').updateOne({ _id: 'people' }, { $set: { intervalMs: 200 } });
  await vi.waitFor(async () => expect(await turns()).toBeGreaterThan(before), WITHIN);
  const woken = await turns();
  await vi.waitFor(async () => expect(await turns()).toBeGreaterThan(woken), WITHIN);
});

it('the nightly run has its new time, and is switched on, within seconds', async () => {
  const nightly = async () => rig.client.schedule.getHandle(rig.ids.unsubscribesNightly).describe();
  expect((await nightly()).state.paused).toBe(true);
  await rig.actions.settings.set('unsubscribes.nightlyAt', '05:15 Europe/Berlin');
  await rig.actions.settings.set('unsubscribes.nightly', 'on');
  await vi.waitFor(async () => {
    const { spec, state } = await nightly();
    expect(state.paused).toBe(false);
    expect(spec).toMatchObject({
      timezone: 'Europe/Berlin',
      calendars: [{ hour: [{ start: 5 }], minute: [{ start: 15 }] }],
    });
  }, WITHIN);
});

it('what could not be acted on is acted on later, once', async () => {
  const values = [new Map([['tasks.sync', false]]), new Map([['tasks.sync', true]])];
  const asked: (readonly string[])[] = [];
  const stop = new AbortController();
  const watching = watchSettings(
    {
      read: async () => values.at(-1) ?? new Map(),
      known: values[0] ?? null,
      act: async (keys) => {
        asked.push(keys);
        if (asked.length < 3) throw new Error('away');
      },
      everyMs: 1,
      logger: { info: () => {}, warn: () => {} },
    },
    stop.signal,
  );
  await vi.waitFor(() => expect(asked).toHaveLength(3), WITHIN);
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  await watching;
  expect(asked).toEqual([['tasks.sync'], ['tasks.sync'], ['tasks.sync']]);
});
