import type { CheckId } from './checks.ts';
import { type Finding, ok, warn } from './finding.ts';

const WARN_MS = 30_000;

/** `skewMs`: how far the other clock is ahead of ours. */
export function skewFinding(id: CheckId, whose: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= WARN_MS) return ok(id, `${whose} clock and ours agree within ${Math.max(1, seconds)} s`);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  const cause = 'One of the two clocks is wrong.';
  return warn(id, `${whose} clock is ${seconds} s ${side} ours`, cause, 'Switch time synchronisation (NTP) on.');
}

/** How far a clock is ahead that was read between two looks at ours; within them it counts as right. */
export function skewBetween(before: Date, theirs: Date, after: Date): number {
  const time = theirs.getTime();
  return time < before.getTime() ? time - before.getTime() : Math.max(0, time - after.getTime());
}
