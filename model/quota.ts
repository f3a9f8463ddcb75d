import type { CallPriority } from './ports.ts';

/** Marketo's limits for the whole instance (marketo-rest 3.1). */
export const RATE_WINDOW_MS = 20_000;
export const RATE_CALLS = 100;
export const RATE_AT_ONCE = 10;
/** The instance's total of a day, others included, at which we stop (design section 5). */
export const INSTANCE_STOP_SHARE = 0.95;

/** Our part of an instance's limits, for all our workers together. */
export interface QuotaLimits {
  windowCalls: number;
  atOnce: number;
  dayCalls: number;
  /** The instance's own daily limit, for the stop at 95 %. */
  instanceDayCalls: number;
}

/**
 * Our part of the limits. `rate`: of the 100 calls in 20 s and of the 10 at once; `day`: of the `dailyCalls` that the
 * instance has a day; both from 0 to 1.
 */
export function quotaLimits(share: { rate: number; day: number; dailyCalls: number }): QuotaLimits {
  return {
    windowCalls: Math.max(1, Math.floor(RATE_CALLS * share.rate)),
    atOnce: Math.max(1, Math.floor(RATE_AT_ONCE * share.rate)),
    dayCalls: Math.floor(share.dailyCalls * share.day),
    instanceDayCalls: share.dailyCalls,
  };
}

/** Exports of the whole instance (marketo-rest 3.2): places in the queue, the running ones included, and bytes a day. */
export const EXPORT_QUEUE = 10;
export const EXPORT_DAY_BYTES = 500_000_000;
/** Two run at a time: with as many waiting behind them Marketo never pauses, and others still get their turn. */
const MOST_EXPORT_JOBS = 4;

/** Our part of an instance's exports. */
export interface ExportLimits {
  /** Jobs queued or running at once. */
  jobs: number;
  dayBytes: number;
}

export function exportLimits(share: { rate: number; day: number }): ExportLimits {
  return {
    jobs: Math.min(MOST_EXPORT_JOBS, Math.max(1, Math.floor(EXPORT_QUEUE * share.rate))),
    dayBytes: Math.floor(EXPORT_DAY_BYTES * share.day),
  };
}

/**
 * How much of our day's calls a class may use up; what is left belongs to the others. A panel has its last answer to show,
 * the changes have nothing else: however many panels are loaded, the people sync goes on.
 */
export const DAY_SHARE_BY_PRIORITY: Record<CallPriority, number> = {
  salesActivity: 1,
  check: 1,
  panel: 0.9,
  // What is pushed is read by polling, too.
  push: 0.9,
  changes: 0.98,
  initial: 0.85,
  // "From spare budget" (design section 5): half of the day at most.
  reconcile: 0.5,
};

/** Of our day's calls, what pushes alone may use up: beyond it the people they name are left to polling. */
export const PUSH_DAY_SHARE = 0.3;

/**
 * How much of the window a class may fill as fast as it can, after a quiet time; beyond that its calls are spread. A
 * class that filled the window at once would leave more urgent ones nothing for up to 20 s, and a check is waited for
 * for 5 s. Checks themselves, too: ten a second would have used up half an instance's window after 5 s and then found
 * nobody to ask for 15 s (played: 43 % without an answer in time, none when spread; who waits joins the next call).
 */
export const BURST_SHARE_BY_PRIORITY: Record<CallPriority, number> = {
  salesActivity: 1,
  check: 0.8,
  // Of 800 people it takes half a window and more.
  panel: 0.8,
  push: 0.8,
  changes: 0.8,
  initial: 0.7,
  reconcile: 0.5,
};

const CENTRAL = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/Chicago',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Marketo's quota day, e.g. `2026-11-24`: US Central (marketo-rest 3.1). */
export function quotaDay(at: Date): string {
  return CENTRAL.format(at);
}

/** The next midnight, US Central: found by bisection, so daylight saving needs no rule of ours. */
export function quotaResetAfter(at: Date): Date {
  const today = quotaDay(at);
  let low = at.getTime();
  let high = low + 26 * 3_600_000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (quotaDay(new Date(middle)) === today) low = middle;
    else high = middle;
  }
  return new Date(high);
}

/** After the reset, before the first call: Marketo's clock is not ours. */
const RESET_GRACE_MS = 5_000;
/** A 607 this soon after midnight is yesterday's: a short pause, not the day. */
const DAY_JUST_BEGAN_MS = 10 * 60_000;
const EARLY_PAUSE_MS = 60_000;

/** When calls make sense again once the day is used up. */
export function callsAgainAt(now: Date): Date {
  return new Date(quotaResetAfter(now).getTime() + RESET_GRACE_MS);
}

/** What a 607 at this moment means: until when nobody should call, and whether it is this day that is used up. */
export function dayExhausted(now: Date): { until: Date; today: boolean } {
  const today = quotaDay(new Date(now.getTime() - DAY_JUST_BEGAN_MS)) === quotaDay(now);
  return { until: today ? callsAgainAt(now) : new Date(now.getTime() + EARLY_PAUSE_MS), today };
}
