import { systemClock } from '../../../../net/system-clock.ts';

const LOOK_EVERY_MS = 100;
const GIVE_UP_MS = 30_000;

/** Looks until it sees something other than null. @returns null: not within 30 s */
export async function until<T>(look: () => Promise<T | null>, signal: AbortSignal): Promise<T | null> {
  for (const giveUpAt = Date.now() + GIVE_UP_MS; Date.now() < giveUpAt; ) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== null) return seen;
    await systemClock.sleep(LOOK_EVERY_MS, signal);
  }
  return null;
}

/** `1.2 s` since a moment. */
export function since(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`;
}
