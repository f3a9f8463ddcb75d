import { describe, expect, it } from 'vitest';
import { periodKind } from '../../../../simulators/salesforce/soql/time/periods.ts';
import { ask, column } from './ask.ts';
import { numbersOf, smallOrg } from './data.ts';
import { idOf } from './schema.ts';
import { Store } from './store.ts';

const org = smallOrg();
const passing = (condition: string, timeZone = 'UTC', rows = org): number[] =>
  numbersOf(column(rows, `SELECT Id FROM Task WHERE ${condition}`, 'Id', { timeZone }));

describe('dates', () => {
  it.each([
    ['ActivityDate = 2026-05-13', [1]],
    ['ActivityDate > 2026-05-13', [2]],
    ['SystemModstamp = 2026-05-14T09:00:00Z', [3]],
    ['SystemModstamp = 2026-05-14T09:00:00.000Z', [3]],
    ['SystemModstamp = 2026-05-14T11:00:00+02:00', [3]],
    ['SystemModstamp = 2026-05-14T01:00:00-08:00', [3]],
    ['SystemModstamp = 2026-05-14T09:00:00.000+0000', [3]],
    ['SystemModstamp >= 2026-05-13T08:00:00Z AND SystemModstamp < 2026-05-14T09:00:00Z', [1, 2]],
    ['ActivityDate = TODAY', [2]],
    ['ActivityDate = yesterday', [1]],
    ['ActivityDate IN (TODAY, YESTERDAY)', [1, 2]],
    ['ActivityDate != TODAY', [1, 3]],
    ['ActivityDate < TODAY', [1]],
    ['ActivityDate <= TODAY', [1, 2]],
    ['SystemModstamp > YESTERDAY', [2, 3]],
    ['SystemModstamp = TODAY', [2, 3]],
    ['SystemModstamp = LAST_N_DAYS:1', [1, 2, 3]],
    ['SystemModstamp = N_DAYS_AGO:1', [1]],
    ['ActivityDate = NEXT_N_DAYS:3', []],
    ['ActivityDate = THIS_WEEK', [1, 2]],
    ['ActivityDate = LAST_MONTH', []],
    ['ActivityDate = THIS_QUARTER', [1, 2]],
    ['ActivityDate = LAST_90_DAYS', [1, 2]],
  ])('S41 %s', (condition, expected) => {
    expect(passing(condition)).toEqual(expected);
  });

  it('days begin at midnight of the zone of the user', () => {
    // At 00:30 UTC it is still the day before in Los Angeles.
    expect(passing('SystemModstamp = YESTERDAY', 'America/Los_Angeles')).toEqual([1, 2]);
    expect(passing('SystemModstamp = TODAY', 'America/Los_Angeles')).toEqual([3]);
  });

  it.each([
    // Days of 23 and 25 hours; the first and the last moment of the day are the second and the third stamp.
    [
      'America/Los_Angeles',
      ['2026-03-08T07:59:59Z', '2026-03-08T08:00:00Z', '2026-03-09T06:59:59Z', '2026-03-09T07:00:00Z'],
    ],
    [
      'Pacific/Auckland',
      ['2026-04-04T10:59:59Z', '2026-04-04T11:00:00Z', '2026-04-05T11:59:59Z', '2026-04-05T12:00:00Z'],
    ],
  ])('a day on which the clocks of %s change is whole', (timeZone, stamps) => {
    const rows = new Store({
      Task: stamps.map((stamp, i) => ({ Id: idOf('Task', i + 1), SystemModstamp: Date.parse(stamp) })),
    });
    const soql = 'SELECT Id FROM Task WHERE SystemModstamp = TODAY';
    const now = new Date(Date.parse(stamps[1] ?? '') + 12 * 3_600_000);
    expect(numbersOf(column(rows, soql, 'Id', { timeZone, now }))).toEqual([2, 3]);
  });

  it.each([
    // Days of 2025 and 2026 that begin and end each span, seen from Thursday 2026-05-14.
    ['LAST_WEEK', '2026-05-03', '2026-05-09'],
    ['NEXT_WEEK', '2026-05-17', '2026-05-23'],
    ['LAST_N_WEEKS:2', '2026-04-26', '2026-05-09'],
    ['N_WEEKS_AGO:2', '2026-04-26', '2026-05-02'],
    ['NEXT_MONTH', '2026-06-01', '2026-06-30'],
    ['LAST_N_MONTHS:5', '2025-12-01', '2026-04-30'],
    ['NEXT_N_MONTHS:2', '2026-06-01', '2026-07-31'],
    ['LAST_QUARTER', '2026-01-01', '2026-03-31'],
    ['N_QUARTERS_AGO:2', '2025-10-01', '2025-12-31'],
    ['THIS_YEAR', '2026-01-01', '2026-12-31'],
    ['N_YEARS_AGO:1', '2025-01-01', '2025-12-31'],
    ['NEXT_N_DAYS:7', '2026-05-15', '2026-05-21'],
    ['NEXT_90_DAYS', '2026-05-15', '2026-08-12'],
    ['LAST_N_DAYS:0', '2026-05-14', '2026-05-14'],
  ])('%s runs from %s to %s', (literal, first, last) => {
    const day = (text: string, by: number): string =>
      new Date(Date.parse(text) + by * 86_400_000).toISOString().slice(0, 10);
    const days = [day(first, -1), first, last, day(last, 1)];
    const rows = new Store({ Task: days.map((ActivityDate, i) => ({ Id: idOf('Task', i + 1), ActivityDate })) });
    expect(passing(`ActivityDate = ${literal}`, 'UTC', rows)).toEqual([2, 3]);
    expect(passing(`ActivityDate < ${literal}`, 'UTC', rows)).toEqual([1]);
    expect(passing(`ActivityDate > ${literal}`, 'UTC', rows)).toEqual([4]);
  });

  it('date-times are written with milliseconds and +0000, dates as days', () => {
    const { records } = ask(org, 'SELECT ActivityDate, SystemModstamp FROM Task WHERE IsClosed = true');
    expect(records[0]).toMatchObject({ ActivityDate: '2026-05-13', SystemModstamp: '2026-05-13T08:00:00.000+0000' });
  });

  it('words that are no date literals are none', () => {
    expect(periodKind('LAST_DAY')).toBeUndefined();
    expect(periodKind('LAST_N_DAYS')).toBe('counted');
    expect(periodKind('TODAY')).toBe('fixed');
  });
});
