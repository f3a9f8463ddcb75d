import { setTimeout as delay } from 'node:timers/promises';
import { IllegalStateError } from '@temporalio/common';
import { GracefulShutdownPeriodExpiredError, TransportError } from '@temporalio/worker';
import type { Logger } from 'pino';
import { AppError } from '../model/errors/app-error.ts';

/** Closing needs a farewell to servers that may not answer any more; nothing depends on it. */
export const CLOSE_WITHIN_MS = 3_000;

export interface Ending {
  /** Aborted: the worker was told to stop. */
  signal: AbortSignal | undefined;
  /** From then on its run may take this long. */
  withinMs: number;
  logger: Pick<Logger, 'warn'>;
}

/**
 * Waits for the end of a worker's run. Told to stop, it ends in time whatever its servers do: work that could not be
 * finished is no error, another worker goes on with it.
 * @throws AppError `temporal.unreachable`; any other error as it is
 */
export async function untilEnded(running: Promise<void>, { signal, withinMs, logger }: Ending): Promise<void> {
  const over = new AbortController();
  const tooLate = toldToStop(signal).then(() => delay(withinMs, 'late' as const, { signal: over.signal }));
  try {
    if ((await Promise.race([running, tooLate])) === 'late') logger.warn('stopped without an answer from Temporal');
  } catch (error) {
    if (!signal?.aborted || !isForced(error)) throw known(error);
    logger.warn('stopped with work under way: the next attempt goes on');
  } finally {
    tooLate.catch(() => {});
    over.abort();
  }
}

/** Runs a step that talks to Temporal through the SDK's native half. @throws AppError `temporal.unreachable` */
export async function reaching<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw known(error);
  }
}

/** Closes everything, for a bounded time; what does not close any more ends with the process. */
export async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  const closed = Promise.allSettled(parts.map(async (part) => part.close()));
  await Promise.race([closed, delay(CLOSE_WITHIN_MS, undefined, { ref: false })]);
}

/** With work under way the SDK can't end its native half either, and throws that instead. */
function isForced(error: unknown): boolean {
  return error instanceof GracefulShutdownPeriodExpiredError || error instanceof IllegalStateError;
}

function known(error: unknown): unknown {
  return error instanceof TransportError ? new AppError('temporal.unreachable', { cause: error }) : error;
}

function toldToStop(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
