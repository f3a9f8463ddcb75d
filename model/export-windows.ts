import { createdBefore, type Density } from './density.ts';
import type { ExportWindow } from './exports.ts';

const SECOND_MS = 1_000;
/** Both ends belong to a window: 31 days less one second between them are 31 days of seconds (marketo-rest 6.2, 14.9). */
export const LONGEST_WINDOW_S = 31 * 86_400;
/** An import makes many people in one moment: no window can be cut finely enough for a file of any size. */
export const SHORTEST_WINDOW_S = 60;
/** At 200 to 400 bytes a row (field-notes 3.3) a file of 50 to 100 MB: a fifth of a day's volume at most. */
export const ROWS_PER_FILE = 250_000;

/**
 * Consecutive windows of `createdAt` from the first person to `now`, none with more people than one file should hold.
 * Whole seconds; the next one starts a second after the end of the one before.
 */
export function exportWindows(density: Density, now: Date, { rowsPerFile = ROWS_PER_FILE } = {}): ExportWindow[] {
  const before = createdBefore(density);
  const people = (from: number, to: number) => before(atSecond(to)) - before(atSecond(from));
  // In whole seconds since the epoch; `end` is the first second beyond the last window.
  const end = Math.floor(now.getTime() / SECOND_MS) + 1;
  const windows: ExportWindow[] = [];
  let from = Math.min(Math.floor(density.earliest.getTime() / SECOND_MS), end - SHORTEST_WINDOW_S);
  while (from < end) {
    const to = endOf(from, end, (second) => people(from, second) <= rowsPerFile);
    windows.push({ startAt: atSecond(from), endAt: atSecond(to - 1), expected: Math.round(people(from, to)) });
    from = to;
  }
  return windows;
}

/** The first second beyond a window from `from`: as late as fits, and never so that too short a rest remains. */
function endOf(from: number, end: number, fits: (second: number) => boolean): number {
  const shortest = from + SHORTEST_WINDOW_S;
  // A rest that is too short for a window of its own and for a second one stays in this one.
  if (end - from < 2 * SHORTEST_WINDOW_S) return end;
  let low = shortest;
  let high = Math.min(from + LONGEST_WINDOW_S, end);
  if (fits(high)) low = high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low < end ? Math.min(low, end - SHORTEST_WINDOW_S) : end;
}

function atSecond(second: number): Date {
  return new Date(second * SECOND_MS);
}
