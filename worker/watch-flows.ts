import type { Logger } from 'pino';
import { isAppError } from '../model/errors/app-error.ts';
import { systemClock } from '../net/system-clock.ts';

export interface WatchOptions {
  /** Starts what is missing; tells whether anything was. */
  look: () => Promise<boolean>;
  everyMs: number;
  logger: Logger;
}

/**
 * Looks again and again, until aborted, whether Temporal still has the flows that are on: it may be wiped while workers
 * live on, and nobody else would notice before one of them is started anew. Never throws: what is gone comes back.
 */
export async function watchFlows({ look, everyMs, logger }: WatchOptions, signal: AbortSignal): Promise<void> {
  let reachable = true;
  while (!signal.aborted) {
    await systemClock.sleep(everyMs, signal).catch(() => {});
    if (signal.aborted) return;
    try {
      if (await look()) logger.warn('flows were missing in Temporal and are started again');
      reachable = true;
    } catch (error) {
      // Said once, not every time while a server is away.
      if (reachable) logger.warn({ error: isAppError(error) ? error.key : 'unexpected' }, 'flows can not be looked at');
      reachable = false;
    }
  }
}
