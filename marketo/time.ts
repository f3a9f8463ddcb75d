/** The four forms of marketo-rest 2.1: `Z`, `-08:00`, `+0000`, `Z+0000`; fractions are tolerated. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|Z?([+-]\d\d):?(\d\d))$/;

export function parseTimestamp(text: string): Date | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const zone = match[2] === undefined ? 'Z' : `${match[2]}:${match[3]}`;
  const date = new Date(`${match[1]}${zone}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** ISO 8601 in whole seconds, Marketo's resolution; rounded down, so that nothing is left out. */
export function toTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The `Date` header; null where it is missing or unreadable. */
export function parseHttpDate(header: string | undefined): Date | null {
  const date = new Date(header ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * How far our clock is ahead of Marketo's, in ms. The header has whole seconds and was written somewhere between
 * sending and receiving; only a difference that this can't explain counts.
 */
export function clockSkewMs(answer: { date: Date | null; receivedAt: Date; durationMs: number }): number {
  if (answer.date === null) return 0;
  const most = answer.receivedAt.getTime() - answer.date.getTime();
  const least = most - answer.durationMs - 1_000;
  if (least > 0) return Math.round(least);
  return most < 0 ? Math.round(most) : 0;
}
