/** The day of a moment in a time zone, `YYYY-MM-DD`; UTC where the zone is not known. */
export function dayIn(at: Date, timeZone: string | null): string {
  const part = new Map(
    formatFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes, digits: number) => (part.get(type) ?? '').padStart(digits, '0');
  return `${of('year', 4)}-${of('month', 2)}-${of('day', 2)}`;
}

const PARTS = {
  calendar: 'iso8601',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
} as const;

/** A zone that this machine doesn't know counts as none. */
function formatFor(timeZone: string | null): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', { ...PARTS, timeZone: timeZone ?? 'UTC' });
  } catch {
    return new Intl.DateTimeFormat('en', { ...PARTS, timeZone: 'UTC' });
  }
}
