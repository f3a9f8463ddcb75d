/**
 * Runs a piece of work whose signal is aborted after so long, or with the caller's. Not `AbortSignal.any`: on Node 20
 * that leaves a reference on the sender's long-lived signal with every call.
 */
export async function withTimeLimit<T>(
  { signal, ms }: { signal: AbortSignal; ms: number },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const forward = () => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new Error('time is up')), ms);
  signal.addEventListener('abort', forward, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', forward);
  }
}
