/** More than this many people leaving within 24 h are held back until an admin approves (design section 5). */
export const BRAKE_MINIMUM = 100;
export const BRAKE_SHARE = 0.02;
export const BRAKE_WINDOW_HOURS = 24;

/** How many people may leave the visible set within the window. */
export function brakeLimit(visible: number): number {
  return Math.max(BRAKE_MINIMUM, Math.floor(visible * BRAKE_SHARE));
}

/** Bucket of the brake's count: the UTC hour, e.g. `2026-11-24T14`. */
export function brakeBucket(at: Date): string {
  return at.toISOString().slice(0, 13);
}

/** The buckets that count at `at`, oldest first. */
export function brakeBuckets(at: Date): string[] {
  return Array.from({ length: BRAKE_WINDOW_HOURS }, (_, hoursAgo) =>
    brakeBucket(new Date(at.getTime() - (BRAKE_WINDOW_HOURS - 1 - hoursAgo) * 3_600_000)),
  );
}
