import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  timeoutMs: number;
  everyMs?: number;
  signal?: AbortSignal | undefined;
}

/** Asks until `condition` is true; false when the time is over. An error of `condition` counts as "not yet". */
export async function waitFor(condition: () => Promise<boolean> | boolean, options: WaitOptions): Promise<boolean> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await asked(condition)) return true;
    if (performance.now() >= deadline) return false;
    await pause(options.everyMs ?? 50);
  }
}

async function asked(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  try {
    return await condition();
  } catch {
    return false;
  }
}
