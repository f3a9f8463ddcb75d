/** Calls of one idle turn: two feeds each time, deletions every ten minutes (design section 5). */
const CALLS_PER_TURN = 2.1;
/** However low the budget is: a change is noticed within this time. */
export const LONGEST_INTERVAL_MS = 15 * 60_000;

/**
 * Pause until the next turn: the setting, stretched so that the calls left for today last until the reset.
 * All durations in ms.
 */
export function nextInterval(input: { settingMs: number; callsLeft: number; msUntilReset: number }): number {
  if (input.callsLeft <= 0) return Math.max(input.settingMs, LONGEST_INTERVAL_MS);
  const affordable = (input.msUntilReset / input.callsLeft) * CALLS_PER_TURN;
  return Math.max(input.settingMs, Math.min(LONGEST_INTERVAL_MS, Math.ceil(affordable)));
}
