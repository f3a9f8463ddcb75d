import { isProven, type PushProof } from './proof.ts';

interface PushesSeen {
  lastAt: Date | null;
  fold: { until: Date } | null;
  proof: PushProof;
}

/** Whether pushes announce everything, as far as polling has shown, and are read now. */
export function arePushesComplete({ lastAt, fold, proof }: PushesSeen, now: Date): boolean {
  return isProven(proof, lastAt, now) && (fold === null || fold.until <= now);
}

/** How often polling looks, in ms, before the day's calls stretch it: seldom where pushes tell everything anyway. */
export function pollInterval(
  { intervalMs, pushIntervalMs }: { intervalMs: number; pushIntervalMs: number },
  pushes: PushesSeen,
  now: Date,
): number {
  return arePushesComplete(pushes, now) ? Math.max(intervalMs, pushIntervalMs) : intervalMs;
}
