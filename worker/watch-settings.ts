import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isAppError } from '../model/errors/app-error.ts';

interface WatchOptions {
  /** Every setting by its key, as it is stored. */
  read: () => Promise<ReadonlyMap<string, unknown>>;
  /** What is acted on already; null: nothing is known, whatever is read first counts as acted on. */
  known: ReadonlyMap<string, unknown> | null;
  /** Wakes whom a change of these concerns. */
  act: (keys: readonly string[]) => Promise<unknown>;
  everyMs: number;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Sees within seconds, until aborted, that a setting was changed, whoever did it, and wakes the flows that sleep on the
 * old value. Every worker does: waking twice is harmless. Never throws: a change is known only when it was acted on.
 */
export async function watchSettings(
  { read, known: first, act, everyMs, logger }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  let known = first;
  let works = true;
  while (!signal.aborted) {
    try {
      const found = await read();
      const keys = changedKeys(known ?? found, found);
      if (keys.length > 0) {
        logger.info({ settings: keys }, 'settings were changed');
        await act(keys);
      }
      known = found;
      works = true;
    } catch (error) {
      // Said once, not every time while a server is away.
      if (works) logger.warn({ error: isAppError(error) ? error.key : 'unexpected' }, 'settings can not be watched');
      works = false;
    }
    await delay(everyMs, undefined, { signal }).catch(() => {});
  }
}

function changedKeys(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...after.keys()].filter((key) => after.get(key) !== before.get(key));
}
