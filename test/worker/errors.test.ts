import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import type { ErrorClass } from '../../model/errors/entry.ts';
import { type ErrorKey, errorEntry, errorRegistry, isErrorKey } from '../../model/errors/registry.ts';
import { restored } from '../../model/errors/restored.ts';
import { activityErrors, toFailure } from '../../worker/errors.ts';

const KEYS = Object.keys(errorRegistry).filter(isErrorKey);

/** One key of each class. */
const RETRYABLE: Record<ErrorClass, boolean> = {
  retry: true,
  rate: true,
  quota: false,
  auth: false,
  record: false,
  config: false,
  bug: false,
};

const CLASSES = Object.entries(RETRYABLE).map(([name, retryable]) => {
  const key = KEYS.find((candidate) => errorEntry(candidate).class === name);
  if (key === undefined) throw new Error(`no error of class ${name}`);
  return { name, retryable, key };
});

describe('an error of the registry as Temporal’s failure', () => {
  it.each(CLASSES)('class $name: retryable $retryable ($key)', ({ name, retryable, key }) => {
    const failure = toFailure(new AppError(key));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure.nonRetryable).toBe(!retryable);
    expect(failure.type).toBe(key);
    expect(failure.message).toBe(errorEntry(key).meaning);
    expect(failure.details).toEqual([{ class: name, fix: errorEntry(key).fix, retryAt: null }]);
    expect(failure.nextRetryDelay).toBeUndefined();
  });

  it('of a restored database tells the workflow what was seen before', () => {
    expect(toFailure(restored(41)).details).toMatchObject([{ class: 'config', remembered: 41 }]);
    expect(toFailure(new AppError('store.restored')).details?.[0]).not.toHaveProperty('remembered');
  });

  it('carries no stack trace', () => {
    expect(toFailure(new AppError('store.failed')).stack).toBe('');
  });

  it('keeps the safe details in the message and drops the cause', () => {
    const cause = new Error('anna.smith@example.com');
    const failure = toFailure(new AppError('store.failed', { details: { operation: 'people.apply' }, cause }));
    expect(failure.message).toBe(`${errorEntry('store.failed').meaning} (operation: people.apply)`);
    expect(failure.cause).toBeUndefined();
    expect(everythingIn(failure)).not.toContain('anna.smith');
  });

  it.each([
    ['in 30 s', 30_000, 29_000, 30_000],
    ['in ten hours: capped at five minutes', 36_000_000, 300_000, 300_000],
    ['already past: at once', -5_000, 100, 100],
  ])('a moment to retry that is %s', (_name, inMs, atLeast, atMost) => {
    const retryAt = new Date(Date.now() + inMs);
    const failure = toFailure(new AppError('store.unreachable', { retryAt }));
    expect(Number(failure.nextRetryDelay)).toBeGreaterThanOrEqual(atLeast);
    expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(atMost);
    expect(failure.details).toMatchObject([{ retryAt: retryAt.toISOString() }]);
  });
});

/** Everything of a failure that Temporal stores. */
function everythingIn(failure: ApplicationFailure): string {
  const { message, type, details, cause, stack } = failure;
  return JSON.stringify([message, type, details, String(cause), stack]);
}

describe('an unexpected error', () => {
  class VendorBodyError extends Error {}

  it.each([
    ['an Error', new VendorBodyError('Anna Smith <anna.smith@example.com>'), 'VendorBodyError'],
    ['an Error with a cause', new TypeError('Anna', { cause: new Error('Smith') }), 'TypeError'],
    ['a text', 'Anna Smith', 'string'],
    ['an object', { message: 'Anna Smith' }, 'object'],
    ['nothing', undefined, 'undefined'],
  ])('%s: its class is told, its text never', (_name, error, kind) => {
    const failure = toFailure(error);
    expect(failure.type).toBe('unexpected');
    expect(failure.nonRetryable).toBe(true);
    expect(failure.message).toBe(`${errorEntry('unexpected').meaning} (kind: ${kind})`);
    expect(everythingIn(failure)).not.toMatch(/Anna|Smith/);
  });
});

describe('the activity interceptor', () => {
  // The failures under test are not news.
  const logger = new DefaultLogger('ERROR');
  const untilAborted = () => Context.current().cancelled;
  const environment = () =>
    new MockActivityEnvironment({}, { logger, interceptors: [() => ({ inbound: activityErrors })] });
  const failureOf = (run: Promise<unknown>) =>
    run.then(
      () => {
        throw new Error('did not fail');
      },
      (error: unknown) => error,
    );

  it('lets a result through', async () => {
    await expect(environment().run(async () => 7)).resolves.toBe(7);
  });

  it('maps what an activity function throws', async () => {
    const error = await failureOf(
      environment().run(async () => {
        throw new AppError('people.notStarted' satisfies ErrorKey);
      }),
    );
    expect(error).toMatchObject({ type: 'people.notStarted', nonRetryable: true });
  });

  it.each([
    ['the worker stops', { workerShutdown: true }],
    ['the attempt timed out', { timedOut: true }],
    ['the activity was paused', { paused: true }],
    ['the activity was reset', { reset: true }],
  ])('%s: the next attempt goes on', async (_name, details) => {
    const env = environment();
    const running = failureOf(env.run(untilAborted));
    env.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails(details));
    const error = await running;
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ type: 'WorkerStopping', nonRetryable: false });
  });

  it('an admin’s cancellation ends the activity', async () => {
    const env = environment();
    const running = failureOf(env.run(untilAborted));
    env.cancel('CANCELLED', new ActivityCancellationDetails({ cancelRequested: true }));
    expect(await running).toBeInstanceOf(CancelledFailure);
  });
});
