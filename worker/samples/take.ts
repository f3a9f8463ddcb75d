import type { Logger } from 'pino';
import { isAppError } from '../../model/errors/app-error.ts';
import type { QuotaLimits } from '../../model/quota.ts';
import { MINUTE_MS, type Stood } from '../../model/samples.ts';
import { systemClock } from '../../net/system-clock.ts';
import type { Store } from '../../store/types.ts';
import type { Tally } from './tally.ts';

export interface TakeSamplesOptions {
  store: Store;
  limits: QuotaLimits;
  tally: Tally;
  logger: Pick<Logger, 'warn'>;
  everyMs: number;
}

/** Of each state of a queue: beyond that a plot says enough. */
const MOST_ROWS = 10_000;
const MOST_DROPPED = 1_000;
const ON_THEIR_WAY = ['pending', 'sending', 'unknown', 'parked'];

/**
 * Tells the database, until aborted, what this worker did, and once a minute, for all workers, how things stand: the plots
 * of the last hour and day. Never throws; what MongoDB does not take now it is told later.
 */
export async function takeSamples(options: TakeSamplesOptions, signal: AbortSignal): Promise<void> {
  const { logger, everyMs } = options;
  let away: string | null = null;
  while (!signal.aborted) {
    try {
      await takeSample(options);
      away = null;
    } catch (error) {
      const key = isAppError(error) ? error.key : 'unexpected';
      if (away !== key && !signal.aborted) logger.warn({ error: key }, 'samples can not be kept');
      away = key;
    }
    await systemClock.sleep(everyMs, signal).catch(() => {});
  }
}

export async function takeSample({
  store,
  limits,
  tally,
}: Omit<TakeSamplesOptions, 'logger' | 'everyMs'>): Promise<void> {
  const minute = Math.floor(systemClock.now().getTime() / MINUTE_MS);
  const done = tally.take();
  let isNew: boolean;
  try {
    isNew = await store.samples.add(minute, done);
  } catch (error) {
    // It may be stored: a plot that has it twice is nearer to the truth than one without.
    tally.giveBack(done);
    throw error;
  }
  if (!isNew) return;
  await store.samples.look(minute, await stood(store, limits));
  await store.samples.expire(minute, MOST_DROPPED);
}

async function stood(store: Store, limits: QuotaLimits): Promise<Stood> {
  const now = await store.serverTime();
  const [state, quota, marketo, salesforce] = await Promise.all([
    store.peopleState.get(),
    store.quota.status(limits),
    store.depths.count('sender-marketo', MOST_ROWS),
    store.depths.count('sender-salesforce', MOST_ROWS),
  ]);
  const { changes, caughtUpAt, visible } = state;
  const isFollowed = changes === 'running' && caughtUpAt !== null;
  const of = (states: readonly string[]) =>
    [marketo, salesforce].reduce((total, counts) => total + sum(states.map((one) => counts.get(one) ?? 0)), 0);
  return {
    visible,
    lagSeconds: isFollowed ? Math.max(0, (now.getTime() - caughtUpAt.getTime()) / 1_000) : null,
    activitiesWaiting: of(ON_THEIR_WAY),
    activitiesFailed: of(['failed']),
    callsToday: quota.usedToday,
    day: quota.day,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
