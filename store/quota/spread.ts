import type { CallPriority } from '../../model/ports.ts';
import { BURST_SHARE_BY_PRIORITY } from '../../model/quota.ts';
import type { QuotaDocument } from './document.ts';
import type { LedgerLimits } from './limits.ts';

/** Spread calls are a little faster than the window allows: so they never lose a place in it, only their haste. */
const SLACK = 0.95;
/**
 * Checks are less even: behind others that fill the window most find a place at once, and of checks alone, however many
 * they are, none waits for longer than 4 s.
 */
const CHECK_SLACK = 0.6;
/** A tenth of the window in a tenth of its time: what a hiccup of up to 2 s has delayed is caught up at once. */
const PARTS = 10;

/**
 * How long a class waits so that its calls are spread over the window; null: as fast as it can. What is left of a
 * window is spread until its oldest call leaves it, and a window that was full is not filled at once again. So a more
 * urgent call finds a free place, or gets one after about `windowMs / windowCalls`, and the rate stays the same: played
 * with a hiccup of 200 ms in each second it is 0.98 of that without spreading (0.93 were each call held apart).
 */
export function spreadWait(
  { times }: QuotaDocument,
  now: Date,
  priority: CallPriority,
  { windowCalls, windowMs }: LedgerLimits,
): number | null {
  const atOnce = Math.floor(windowCalls * BURST_SHARE_BY_PRIORITY[priority]);
  if (atOnce >= windowCalls) return null;
  const age = (time: Date | undefined) => now.getTime() - (time?.getTime() ?? 0);
  const free = times.filter((time) => age(time) >= windowMs).length;
  // Fewer than a whole window's calls in two windows: the time before was quiet.
  if (windowCalls - free < atOnce && age(times[0]) >= 2 * windowMs) return null;
  const slack = priority === 'check' ? CHECK_SLACK : SLACK;
  const part = Math.max(1, Math.round(windowCalls / PARTS));
  const partIsOver = (slack * part * windowMs) / windowCalls - age(times.at(-part));
  const untilNextIsFree = Math.max(0, windowMs - age(times[free]));
  const restIsSpread = free === 0 ? 0 : (slack * untilNextIsFree) / free - age(times.at(-1));
  return Math.max(0, partIsOver, restIsSpread);
}
