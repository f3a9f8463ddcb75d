import { expect, it, onTestFinished, vi } from 'vitest';
import { ANSWER_WITHIN_MS, createPushIntake, MOST_WAITING } from '../../../client/push/intake.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { MarketoId } from '../../../model/ids.ts';
import { systemClock } from '../../../net/system-clock.ts';
import type { PushStore } from '../../../store/pushes/types.ts';
import type { Store } from '../../../store/types.ts';
import { openTestStore } from '../../store/open.ts';

const SOON = { timeout: 20_000, interval: 20 };
const ids = (...all: number[]) => all as MarketoId[];
/** Seconds pass in a hundredth of their time, but for those that the store, which is no faster, is given to answer. */
const fast = {
  now: () => new Date(started + (performance.now() - started0) * 100),
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms === ANSWER_WITHIN_MS ? ms : ms / 100, signal),
};
const started = Date.now();
const started0 = performance.now();

async function open({
  pushes,
  wake,
}: {
  pushes?: (real: PushStore) => Partial<PushStore>;
  wake?: () => Promise<void>;
} = {}) {
  const { store } = await openTestStore();
  await store.migrate();
  await store.peopleState.patch({ changes: 'running' });
  const woken = vi.fn(wake ?? (async () => {}));
  const seen: Pick<Store, 'pushes' | 'peopleState' | 'settings'> = {
    peopleState: store.peopleState,
    settings: store.settings,
    pushes: { ...store.pushes, ...pushes?.(store.pushes) },
  };
  const intake = createPushIntake({ store: seen, clock: fast, wake: woken });
  onTestFinished(() => intake.close());
  return { store, intake, woken };
}

it('stores who is pushed before it answers, and wakes whoever reads', async () => {
  const { store, intake, woken } = await open();
  expect(await intake.take(ids(1, 2))).toBe('stored');
  expect((await store.pushes.waiting(10)).map(({ id }) => id)).toEqual([1, 2]);
  await vi.waitFor(() => expect(woken).toHaveBeenCalled(), SOON);
  await vi.waitFor(async () => expect((await store.pushes.state()).received).toBe(2), SOON);
});

it('wakes nobody who says that he lives', async () => {
  const { store, intake, woken } = await open();
  await store.pushes.follow(true);
  await intake.take(ids(1));
  await vi.waitFor(async () => expect((await store.pushes.state()).received).toBe(1), SOON);
  expect(woken).not.toHaveBeenCalled();
});

it('wakes again where it failed, until somebody reads', async () => {
  let tries = 0;
  const { store, intake, woken } = await open({
    wake: async () => {
      tries += 1;
      if (tries < 3) throw new AppError('temporal.unreachable');
      await store.pushes.follow(true);
    },
  });
  await intake.take(ids(1));
  await vi.waitFor(() => expect(woken).toHaveBeenCalledTimes(3), SOON);
});

it('wakes nobody while the changes are paused: what waits is read when they go on', async () => {
  const { store, intake, woken } = await open();
  await store.peopleState.patch({ changes: 'paused' });
  await intake.take(ids(1));
  await vi.waitFor(async () => expect((await store.pushes.state()).received).toBe(1), SOON);
  expect(woken).not.toHaveBeenCalled();
  expect(await store.pushes.depth()).toBe(1);
});

it('those who come at once share few writes', async () => {
  let writes = 0;
  const { store, intake } = await open({
    pushes: (real) => ({
      add: async (all) => {
        writes += 1;
        await real.add(all);
      },
    }),
  });
  await Promise.all(Array.from({ length: 200 }, (_, index) => intake.take(ids(index + 1))));
  expect(await store.pushes.depth()).toBe(200);
  expect(writes).toBeLessThan(20);
});

it('one write that fails is told to those who shared it, and to nobody else', async () => {
  let fails = true;
  const { store, intake } = await open({
    pushes: (real) => ({
      add: async (all) => {
        if (fails) throw new AppError('store.unreachable');
        await real.add(all);
      },
    }),
  });
  await expect(intake.take(ids(1))).rejects.toThrow(AppError);
  fails = false;
  expect(await intake.take(ids(2))).toBe('stored');
  expect((await store.pushes.waiting(10)).map(({ id }) => id)).toEqual([2]);
});

it('a store that does not answer is not waited for', async () => {
  const { intake } = await open({ pushes: () => ({ add: () => new Promise(() => {}) }) });
  await expect(intake.take(ids(1))).rejects.toMatchObject({ key: 'api.unavailable' });
});

it('beyond what may wait it refuses, and counts it', async () => {
  const { store, intake } = await open({ pushes: () => ({ depth: async () => MOST_WAITING }) });
  await expect(intake.take(ids(1))).rejects.toMatchObject({ key: 'push.full' });
  await vi.waitFor(async () => expect((await store.pushes.state()).refused).toBe(1), SOON);
});

it('while pushes are left to polling nothing is stored, and it is counted', async () => {
  const { store, intake } = await open();
  await store.pushes.fold({ reason: 'burst', until: new Date(Date.now() + 3_600_000) });
  expect(await intake.take(ids(1, 2, 3))).toBe('folded');
  expect(await store.pushes.depth()).toBe(0);
  await vi.waitFor(async () => expect((await store.pushes.state()).folded).toBe(3), SOON);
});

it('what is counted is told at the end', async () => {
  const { store, intake } = await open();
  await intake.take(ids(1));
  await intake.close();
  expect((await store.pushes.state()).received).toBe(1);
});
