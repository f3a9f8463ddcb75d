/** A calendar week of the viewer. */
export interface Week {
  /** Its Monday, `2026-11-23`, as the viewer's calendar has it. */
  from: string;
  /** The first instant of that Monday there. */
  startsAt: Date;
}

const DAY_MS = 86_400_000;
/** No zone is further from UTC. */
const FURTHEST_MS = 15 * 3_600_000;

/** The weeks that touch the time since a moment, newest first; at most `most` of them. */
export function weeksSince(since: Date, now: Date, timeZone: string, most: number): Week[] {
  const dayOf = calendar(timeZone);
  const weeks: Week[] = [];
  for (let monday = mondayOf(dayOf(now)); weeks.length < most; monday -= 7 * DAY_MS) {
    const startsAt = startOf(monday, dayOf);
    weeks.push({ from: new Date(monday).toISOString().slice(0, 10), startsAt });
    if (startsAt <= since) break;
  }
  return weeks;
}

/** The day of an instant there, as the UTC midnight of the same date. */
function calendar(timeZone: string): (at: Date) => number {
  if (timeZone === 'UTC') return (at) => Math.floor(at.getTime() / DAY_MS) * DAY_MS;
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => Date.parse(`${format.format(at)}T00:00:00Z`);
}

function mondayOf(day: number): number {
  return day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS;
}

/** Its first instant, by bisection: a day may begin at one o'clock, where the hour before it was left out. */
function startOf(day: number, dayOf: (at: Date) => number): Date {
  if (dayOf(new Date(day)) === day && dayOf(new Date(day - 1)) < day) return new Date(day);
  let low = day - FURTHEST_MS;
  let high = day + FURTHEST_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(new Date(middle)) < day) low = middle;
    else high = middle;
  }
  return new Date(high);
}
