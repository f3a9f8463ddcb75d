import { AppError } from '../model/errors/app-error.ts';
import type { EndpointName } from './endpoints.ts';

export interface Deadline {
  endpoint: EndpointName;
  ms: number;
  signal: AbortSignal | undefined;
}

/**
 * Runs a call under its own time limit and the caller's signal. Own controller instead of `AbortSignal.any`: on Node 20
 * that leaves a reference on a long-lived signal with every call.
 * @throws the signal's reason, or AppError `salesforce.timeout`
 */
export async function withDeadline<T>(deadline: Deadline, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { endpoint, ms, signal } = deadline;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const forward = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    controller.abort(new AppError('salesforce.timeout', { details: { endpoint, limitMs: ms } }));
  }, ms);
  signal?.addEventListener('abort', forward, { once: true });
  try {
    return await run(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
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
