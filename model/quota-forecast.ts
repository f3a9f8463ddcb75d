/** Our calls at one moment of Marketo's day. */
export interface CallsAt {
  at: Date;
  callsToday: number;
}

/** Where the day's calls are heading. */
export interface QuotaForecast {
  /** Calls an hour at the rate of late. */
  perHour: number;
  /** Calls at the reset if it goes on so; at most the limit, for then it stops. */
  usedAtReset: number;
  /** When the last call is made if it goes on so; null: the day's calls last. */
  exhaustedAt: Date | null;
}

/** The rate is that of so long. */
const OF_LATE_MS = 3_600_000;
/** Less says nothing about the hours to come. */
const LEAST_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** From today's samples, oldest first; null: too few to say anything. */
export function forecastQuota(
  samples: readonly CallsAt[],
  now: { at: Date; usedToday: number; limitToday: number; resetsAt: Date },
): QuotaForecast | null {
  const since = now.at.getTime() - OF_LATE_MS;
  const from = samples.find(({ at }) => at.getTime() >= since);
  if (from === undefined) return null;
  const passed = now.at.getTime() - from.at.getTime();
  if (passed < LEAST_MS) return null;
  const perMs = Math.max(0, now.usedToday - from.callsToday) / passed;
  const untilReset = Math.max(0, now.resetsAt.getTime() - now.at.getTime());
  const left = Math.max(0, now.limitToday - now.usedToday);
  const wanted = perMs * untilReset;
  return {
    perHour: perMs * HOUR_MS,
    usedAtReset: Math.round(Math.min(now.limitToday, now.usedToday + wanted)),
    exhaustedAt: wanted >= left && perMs > 0 ? new Date(now.at.getTime() + left / perMs) : null,
  };
}
