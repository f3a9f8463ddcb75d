import type { Logger } from 'pino';
import { CLEAR_AFTER_MS } from '../../model/alerts/transition.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { systemClock } from '../../net/system-clock.ts';
import type { Webhook } from '../../net/webhook.ts';
import type { Store } from '../../store/types.ts';
import { deliver } from './deliver.ts';
import { evaluate } from './evaluate.ts';
import { type FactsOptions, readFacts } from './facts.ts';

export interface WatchAlertsOptions extends FactsOptions {
  store: Store;
  instance: string;
  webhook: Webhook | null;
  logger: Pick<Logger, 'warn' | 'info'>;
  everyMs: number;
}

/** Longer than the receiver may take. */
const CLAIMED_MS = 60_000;

/**
 * Looks again and again, until aborted, whether an alert fires or clears, and tells what is to be told. Never throws. What
 * can't be kept because MongoDB is away is said in the log alone, once, by each worker.
 */
export async function watchAlerts(options: WatchAlertsOptions, signal: AbortSignal): Promise<void> {
  const { store, instance, webhook, logger, everyMs } = options;
  // A stack that is in a hurry clears sooner, too.
  const clearAfterMs = Math.min(CLEAR_AFTER_MS, 2 * everyMs);
  let away: string | null = null;
  while (!signal.aborted) {
    try {
      await evaluate({ store, instance, facts: () => readFacts(options), clearAfterMs });
      await deliver({ store, webhook, logger, firstPauseMs: everyMs, claimedMs: CLAIMED_MS });
      if (away !== null) logger.info({ error: away }, 'alerts are looked at again');
      away = null;
    } catch (error) {
      const key = isAppError(error) ? error.key : 'unexpected';
      if (away !== key && !signal.aborted) logger.warn({ error: key }, 'alerts can not be looked at');
      away = key;
    }
    await systemClock.sleep(everyMs, signal).catch(() => {});
  }
}
