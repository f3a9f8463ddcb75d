import { isProven, type PushProof, STALE_MS } from './proof.ts';

/** Read within a second or two; a worker that starts anew needs longer. */
export const UNREAD_MS = 60_000;

interface PushesSeen {
  lastAt: Date | null;
  /** When whoever waits longest was pushed first. */
  unreadSince: Date | null;
  fold: { until: Date } | null;
  proof: PushProof;
}

/** Whether pushes announce everything, as far as polling has shown, and are read now. */
export function arePushesComplete(pushes: PushesSeen, now: Date): boolean {
  const { lastAt, fold, proof } = pushes;
  return isProven(proof, lastAt, now) && (fold === null || fold.until <= now) && !areUnread(pushes, now);
}

/** Whether people wait whom nobody reads: the flow of the pushes has stopped, or can't keep up. */
export function areUnread({ unreadSince }: Pick<PushesSeen, 'unreadSince'>, now: Date): boolean {
  return unreadSince !== null && now.getTime() - unreadSince.getTime() >= UNREAD_MS;
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
export function incompleteSince({ lastAt, proof }: Pick<PushesSeen, 'lastAt' | 'proof'>, now: Date): Date | null {
  const { incomplete } = proof;
  if (incomplete === null || lastAt === null || now.getTime() - lastAt.getTime() >= STALE_MS) return null;
  return isProven(proof, lastAt, now) ? null : incomplete.at;
}
