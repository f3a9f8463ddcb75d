import { exitWithParent } from '../../../local/process/exit-with-parent.ts';

/** A kept child whose parent was killed has lost its servers too: what it holds is safe, waiting long helps nobody. */
const KEPT_GRACE_MS = 8_000;
/** A second Ctrl-C does not wait for anything. */
const INTERRUPTED = 130;

/**
 * Aborts at SIGINT, SIGTERM, and, for a kept child, at its parent's end; `finished` is what the parent's end waits for.
 * `withinMs`: the process is gone so long after a signal, whatever still holds it.
 */
export function stopSignal(withinMs?: number): { signal: AbortSignal; finished: () => void } {
  const stop = new AbortController();
  let finished = () => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    stop.abort();
    if (withinMs !== undefined) setTimeout(() => process.exit(), withinMs).unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  exitWithParent(() => {
    stop.abort();
    return done;
  }, KEPT_GRACE_MS);
  return { signal: stop.signal, finished };
}

/** Runs `body` until it ends by itself or is told to stop, then for `withinMs` at most. */
export async function untilStopped<T>(body: (signal: AbortSignal) => Promise<T>, withinMs?: number): Promise<T> {
  const { signal, finished } = stopSignal(withinMs);
  try {
    return await body(signal);
  } finally {
    finished();
  }
}
