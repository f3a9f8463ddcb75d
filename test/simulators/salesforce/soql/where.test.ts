import { describe, expect, it } from 'vitest';
import { ask, column } from './ask.ts';
import { numbersOf, smallOrg } from './data.ts';
import { idOf } from './schema.ts';

const org = smallOrg();
const passing = (condition: string, queryAll = false): number[] =>
  numbersOf(column(org, `SELECT Id FROM Task WHERE ${condition}`, 'Id', { queryAll }));

describe('conditions', () => {
  it.each([
    ['IsClosed = true', [1]],
    ['IsClosed != true', [2, 3]],
    ['CallDurationInSeconds = 30', [2]],
    ['CallDurationInSeconds >= 0', [2, 3]],
    ['CallDurationInSeconds < 30', [3]],
    ['Score__c > -2.5', [1, 2]],
    ['Score__c <= 1.5', [1, 2]],
    ["Status IN ('completed', 'Deferred')", [1]],
    ["Status NOT IN ('Completed')", [2, 3]],
    ["Subject = 'EMAIL: HELLO'", [1]],
    ["Subject < 'd'", [2]],
    ["Subject >= 'E'", [1]],
    ["IsClosed = false AND (CallDurationInSeconds = 30 OR Status = 'x')", [2]],
    ["IsClosed = true OR CallDurationInSeconds = 0 OR Status = 'x'", [1, 3]],
    ['NOT IsClosed = true', [2, 3]],
    ['IsClosed = false AND (NOT CallDurationInSeconds = 0)', [2]],
    ['((IsClosed = true))', [1]],
    ["isclosed = TRUE and sTATUS = 'Completed'", [1]],
    ['IsClosed <> true', [2, 3]],
  ])('S41 %s', (condition, expected) => {
    expect(passing(condition)).toEqual(expected);
  });

  it('S41 null is found by = null, excluded by comparisons, let through by != and NOT IN', () => {
    expect(passing('Subject = null')).toEqual([3]);
    expect(passing("Subject = ''")).toEqual([3]);
    expect(passing('Subject != null')).toEqual([1, 2]);
    expect(passing("Subject != 'Email: Hello'")).toEqual([2, 3]);
    expect(passing("Subject NOT IN ('Email: Hello')")).toEqual([2, 3]);
    expect(passing("Subject IN (null, 'email: hello')")).toEqual([1, 3]);
    expect(passing('ActivityDate < 2030-01-01')).toEqual([1, 2]);
    expect(passing('CallDurationInSeconds > null')).toEqual([]);
  });

  it('null is false for a boolean field', () => {
    expect(passing('IsClosed = null')).toEqual([2, 3]);
    expect(passing('IsClosed != null')).toEqual([1]);
  });

  it('S41 escapes stand for their characters', () => {
    expect(passing("Subject = 'It\\'s a \\\\ gone'", true)).toEqual([4]);
    expect(passing("Subject = '\\u0065mail: hello'")).toEqual([1]);
    expect(passing("Subject = 'a\\nb\\r\\t\\\"\\b\\f'")).toEqual([]);
  });

  it('S42 text is compared without regard to case, but for case-sensitive fields', () => {
    expect(passing("Key__c = 'a-One'")).toEqual([1]);
    expect(passing("Key__c IN ('A-ONE', 'a-one')")).toEqual([2]);
    expect(passing("Key__c LIKE 'a-O%'")).toEqual([1]);
    expect(passing("Subject LIKE 'EMAIL%'")).toEqual([1]);
  });

  it('S42 ids compare by their 15 characters, which are case-sensitive', () => {
    const id = idOf('Task', 1);
    expect(passing(`Id = '${id}'`)).toEqual([1]);
    expect(passing(`Id = '${id.slice(0, 15)}'`)).toEqual([1]);
    expect(passing(`WhoId = '${idOf('Lead', 1).slice(0, 15)}'`)).toEqual([2]);
    expect(passing(`Id = '${id.slice(0, 15).toLowerCase()}'`)).toEqual([]);
    expect(passing(`Id > '${id}'`)).toEqual([2, 3]);
    expect(passing("WhoId = ''")).toEqual([3]);
  });

  it.each([
    ["Subject LIKE '%sure%'", [2]],
    ["Subject LIKE 'email'", []],
    ["Subject LIKE 'Email_ Hello'", [1]],
    ["Subject LIKE '%100\\% %'", [2]],
    ["Subject LIKE '%sure\\_thing'", [2]],
    ["Subject LIKE '%sure\\_thin'", []],
    ["Subject LIKE 'Email\\_ Hello'", []],
    ["Subject LIKE '%'", [1, 2]],
    ["Subject LIKE '%l%o'", [1]],
    ["(NOT Subject LIKE 'Email%')", [2, 3]],
    ["Who.Name LIKE 'c%'", [1]],
  ])('S43 %s', (condition, expected) => {
    expect(passing(condition)).toEqual(expected);
  });

  it('LIKE takes no longer for a pattern made to take long', () => {
    const pattern = `${'%a'.repeat(200)}%b`;
    expect(ask(org, `SELECT Id FROM Task WHERE Subject LIKE '${pattern}'`).totalSize).toBe(0);
  });

  it('INCLUDES wants all of one group, EXCLUDES none', () => {
    expect(passing("Channels__c INCLUDES ('Phone')")).toEqual([1, 2]);
    expect(passing("Channels__c INCLUDES ('mail;phone', 'Fax')")).toEqual([1]);
    expect(passing("Channels__c EXCLUDES ('Mail')")).toEqual([2, 3]);
    expect(passing("Channels__c = 'Mail;Phone'")).toEqual([1]);
  });

  it('a semi-join takes the ids of its SELECT, an anti-join leaves them out', () => {
    expect(passing("WhoId IN (SELECT Id FROM Contact WHERE Email LIKE '%@example.com')")).toEqual([1]);
    expect(passing('Id NOT IN (SELECT Id FROM Task WHERE IsClosed = true)')).toEqual([2, 3]);
    expect(column(org, 'SELECT Name FROM Lead WHERE Id IN (SELECT WhoId FROM Task)', 'Name')).toEqual(['Lena Lead']);
  });

  it('S40 query leaves deleted rows out, queryAll shows them', () => {
    expect(passing('IsClosed = true')).toEqual([1]);
    expect(passing('IsClosed = true', true)).toEqual([1, 4]);
    expect(passing('IsDeleted = true', true)).toEqual([4]);
    expect(passing('IsDeleted = true')).toEqual([]);
  });
});
