import { describe, expect, it } from 'vitest';
import { ask, refusal } from './ask.ts';
import { smallOrg } from './data.ts';
import { idOf } from './schema.ts';
import { Store } from './store.ts';

const org = smallOrg();
const rows = (soql: string): unknown[] =>
  ask(org, soql).records.map(({ attributes, ...values }) => {
    expect(attributes).toEqual({ type: 'AggregateResult' });
    return values;
  });

describe('aggregates', () => {
  it('sum up all rows when there is no GROUP BY, nulls left out', () => {
    expect(
      rows('SELECT COUNT(Id), COUNT(CallDurationInSeconds) calls, SUM(Score__c), AVG(CallDurationInSeconds) FROM Task'),
    ).toEqual([{ expr0: 3, calls: 2, expr1: -0.5, expr2: 15 }]);
    expect(rows('SELECT MIN(Subject), MAX(SystemModstamp) latest, COUNT_DISTINCT(Status) FROM Task')).toEqual([
      { expr0: 'call: 100% sure_thing', latest: '2026-05-14T09:00:00.000+0000', expr1: 2 },
    ]);
    expect(rows('SELECT COUNT(Id), MAX(Score__c) FROM Task WHERE Id = null')).toEqual([{ expr0: 0, expr1: null }]);
  });

  it('GROUP BY gives one record for each value, HAVING and ORDER BY work on groups', () => {
    expect(rows('SELECT Status, COUNT(Id) n FROM Task GROUP BY Status ORDER BY COUNT(Id) DESC')).toEqual([
      { Status: 'Not Started', n: 2 },
      { Status: 'Completed', n: 1 },
    ]);
    expect(rows('SELECT t.Status FROM Task t GROUP BY status ORDER BY STATUS')).toEqual([
      { Status: 'Completed' },
      { Status: 'Not Started' },
    ]);
    expect(rows('SELECT Status s FROM Task GROUP BY Status HAVING COUNT(Id) > 1')).toEqual([{ s: 'Not Started' }]);
    expect(rows("SELECT Owner.Name FROM Task GROUP BY Owner.Name HAVING Owner.Name LIKE 'q%'")).toEqual([
      { Name: 'Queue' },
    ]);
    expect(rows('SELECT WhoId, COUNT(Id) FROM Task GROUP BY WhoId ORDER BY WhoId NULLS LAST LIMIT 1 OFFSET 2')).toEqual(
      [{ WhoId: null, expr0: 1 }],
    );
  });

  it.each([
    ['SELECT Subject, COUNT(Id) FROM Task', 'Field must be grouped or aggregated: Subject'],
    ['SELECT COUNT(Id) FROM Task ORDER BY Subject', 'Ordered field must be grouped or aggregated: Subject'],
    ['SELECT SUM(Subject) FROM Task', 'field Subject does not support aggregate operator SUM'],
    ['SELECT Description FROM Task GROUP BY Description', "field 'Description' can not be grouped in a query call"],
    [
      'SELECT Id FROM Task ORDER BY COUNT(Id)',
      'Aggregate expressions are allowed in ORDER BY only together with GROUP BY',
    ],
    ['SELECT Id FROM Task WHERE COUNT(Id) > 1', 'Aggregate expressions are not allowed in a WHERE clause; use HAVING'],
  ])('refuses %s', (soql, reason) => {
    const { errorCode, message } = refusal(org, soql);
    expect(errorCode).toBe('MALFORMED_QUERY');
    expect(message.split('\n').at(-1)).toBe(reason);
  });

  it('more groups than one page holds are refused', () => {
    const many = new Store({
      Account: Array.from({ length: 2_001 }, (_, i) => ({ Id: idOf('Account', i), Name: `n${i}` })),
    });
    expect(refusal(many, 'SELECT Name FROM Account GROUP BY Name').errorCode).toBe('EXCEEDED_ID_LIMIT');
    expect(ask(many, 'SELECT Name FROM Account GROUP BY Name LIMIT 2000').totalSize).toBe(2_000);
  });
});
