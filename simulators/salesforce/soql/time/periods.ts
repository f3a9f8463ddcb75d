/** A run of whole days: the first, and the first after it, as days since 1970-01-01. */
export interface Days {
  readonly from: number;
  readonly before: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
type Span = readonly [unit: Unit, from: number, before: number];

const UNITS: readonly Unit[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const DAY_MS = 86_400_000;

// In units from the current one. Source: SOQL and SOSL reference, date formats and date literals.
const FIXED = new Map<string, Span>([
  ['YESTERDAY', ['DAY', -1, 0]],
  ['TODAY', ['DAY', 0, 1]],
  ['TOMORROW', ['DAY', 1, 2]],
  ['LAST_90_DAYS', ['DAY', -90, 1]],
  ['NEXT_90_DAYS', ['DAY', 1, 91]],
]);
const COUNTED = new Map<string, (n: number) => Span>();
for (const unit of UNITS) {
  // LAST_N_DAYS takes in today; the longer units leave the current one out.
  COUNTED.set(`LAST_N_${unit}S`, (n) => [unit, -n, unit === 'DAY' ? 1 : 0]);
  COUNTED.set(`NEXT_N_${unit}S`, (n) => [unit, 1, n + 1]);
  COUNTED.set(`N_${unit}S_AGO`, (n) => [unit, -n, 1 - n]);
  if (unit === 'DAY') continue;
  FIXED.set(`LAST_${unit}`, [unit, -1, 0]);
  FIXED.set(`THIS_${unit}`, [unit, 0, 1]);
  FIXED.set(`NEXT_${unit}`, [unit, 1, 2]);
}

/** Whether a word is a date literal, and whether it wants `:n`; its name is in capitals. */
export function periodKind(name: string): 'fixed' | 'counted' | undefined {
  if (FIXED.has(name)) return 'fixed';
  return COUNTED.has(name) ? 'counted' : undefined;
}

const dayOf = (year: number, month: number): number => Math.floor(Date.UTC(year, month, 1) / DAY_MS);

function startOf(unit: Unit, today: number, offset: number): number {
  const date = new Date(today * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case 'DAY':
      return today + offset;
    case 'WEEK':
      // Weeks begin on Sunday, as in the locale en_US.
      return today - date.getUTCDay() + 7 * offset;
    case 'MONTH':
      return dayOf(year, month + offset);
    case 'QUARTER':
      return dayOf(year, 3 * (Math.floor(month / 3) + offset));
    case 'YEAR':
      return dayOf(year + offset, 0);
  }
}

/** The days of a date literal that `periodKind` knows, counted from today (days since 1970-01-01). */
export function daysOf(name: string, count: number | undefined, today: number): Days {
  const span = FIXED.get(name) ?? COUNTED.get(name)?.(count ?? 0);
  if (span === undefined) throw new RangeError(`${name} is no date literal`);
  const [unit, from, before] = span;
  return { from: startOf(unit, today, from), before: startOf(unit, today, before) };
}
