import { setTimeout as delay } from 'node:timers/promises';
import { IllegalStateError } from '@temporalio/common';
import { GracefulShutdownPeriodExpiredError, TransportError } from '@temporalio/worker';
import { expect, it, vi } from 'vitest';
import { closeAll, reaching, untilEnded } from '../../worker/ending.ts';

const never = new Promise<void>(() => {});
const quiet = () => ({ warn: vi.fn() });
const stopped = AbortSignal.abort();

it('a worker told to stop ends in time, also when its run never does', async () => {
  const logger = quiet();
  const stop = new AbortController();
  const ending = untilEnded(never, { signal: stop.signal, withinMs: 30, logger });
  await expect(Promise.race([ending, delay(60, 'runs')])).resolves.toBe('runs');
  stop.abort();
  await ending;
  expect(logger.warn).toHaveBeenCalledOnce();
});

it('work that could not be finished is no error of a worker that was told to stop', async () => {
  const logger = quiet();
  const ending = { signal: stopped, withinMs: 1_000, logger };
  await untilEnded(Promise.reject(new GracefulShutdownPeriodExpiredError('timed out')), ending);
  await untilEnded(Promise.reject(new IllegalStateError('still in use')), ending);
  expect(logger.warn).toHaveBeenCalledTimes(2);
});

it('a worker that ends by itself throws what ended it', async () => {
  const ending = { signal: undefined, withinMs: 1_000, logger: quiet() };
  const forced = new GracefulShutdownPeriodExpiredError('timed out');
  await expect(untilEnded(Promise.reject(forced), ending)).rejects.toBe(forced);
  const broken = new Error('broken');
  await expect(untilEnded(Promise.reject(broken), { ...ending, signal: stopped })).rejects.toBe(broken);
  await untilEnded(Promise.resolve(), ending);
});

it('no answer from Temporal is told as that, at the start and later', async () => {
  const ending = { signal: undefined, withinMs: 1_000, logger: quiet() };
  const key = { key: 'temporal.unreachable' };
  await expect(reaching(Promise.reject(new TransportError('reset')))).rejects.toMatchObject(key);
  await expect(untilEnded(Promise.reject(new TransportError('reset')), ending)).rejects.toMatchObject(key);
  await expect(reaching(Promise.reject(new TypeError('other')))).rejects.toBeInstanceOf(TypeError);
});

it('closing is bounded, and one part that fails keeps no other from closing', async () => {
  const close = vi.fn(() => Promise.resolve());
  await closeAll([{ close: () => Promise.reject(new Error('in use')) }, { close }, { close: () => never }]);
  expect(close).toHaveBeenCalledOnce();
}, 10_000);
