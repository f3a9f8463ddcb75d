/** Prefix of the run's workflow ids. */
export const INSTANCE = 'chaos';
/** So many that a poll every second or two is affordable; the simulator's day is as long. */
export const DAILY_CALLS = 400_000;
export const DAILY_SHARE = 0.8;
