import { isProven, type PushProof, STALE_MS } from './proof.ts';

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

/** Since when pushes leave changes out, while they come at all; null: they don't. */
export function incompleteSince({ lastAt, proof }: PushesSeen, now: Date): Date | null {
  const { incomplete } = proof;
  if (incomplete === null || lastAt === null || now.getTime() - lastAt.getTime() >= STALE_MS) return null;
  return isProven(proof, lastAt, now) ? null : incomplete.at;
}
