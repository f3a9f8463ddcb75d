const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the zone's clocks show at a moment, as if it were UTC, ms. */
function wallClock(ms: number, timeZone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(ms)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Days since 1970-01-01 of the day it is in a zone at a moment. */
export function dayIn(timeZone: string, at: Date): number {
  return Math.floor(wallClock(at.getTime(), timeZone) / DAY_MS);
}

/** The moment a day begins in a zone, ms since epoch. */
export function startOfDay(day: number, timeZone: string): number {
  const wanted = day * DAY_MS;
  let ms = wanted;
  // The offset at the first guess may be that of the other side of a change of the clocks; the second try is right.
  for (let i = 0; i < 2; i++) ms = wanted - (wallClock(ms, timeZone) - ms);
  return ms;
}

/** A day as `YYYY-MM-DD`. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
