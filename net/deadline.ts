import type { AppError } from '../model/errors/app-error.ts';

export interface Deadline {
  ms: number;
  /** Made when the time is over. */
  error: () => AppError;
  signal: AbortSignal | undefined;
}

/**
 * Runs a call under its own time limit and the caller's signal. Own controller instead of `AbortSignal.any`: on Node 20
 * that leaves a reference on a long-lived signal with every call, and an initial sync makes 10,000 of them on one.
 * @throws the signal's reason, or the deadline's error
 */
export async function withDeadline<T>(deadline: Deadline, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { ms, error, signal } = deadline;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const forward = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(error()), ms);
  signal?.addEventListener('abort', forward, { once: true });
  try {
    return await run(controller.signal);
  } catch (failure) {
    controller.signal.throwIfAborted();
    throw failure;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

/** Waits for work that others share: an abort ends the waiting, not the work. */
export async function waitFor<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    // The reason is the caller's own, whatever it is.
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
