import { setTimeout as pause } from 'node:timers/promises';

/** Asks every `everyMs` until it is so. @throws after `timeoutMs` */
export async function until(
  what: string,
  timeoutMs: number,
  isSo: () => Promise<boolean>,
  everyMs = 100,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1_000} s`);
    await pause(everyMs);
  }
}
