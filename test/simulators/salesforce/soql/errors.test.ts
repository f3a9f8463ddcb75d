import { describe, expect, it } from 'vitest';
import { refusal } from './ask.ts';
import { smallOrg } from './data.ts';

const org = smallOrg();
const lastLine = (soql: string): string => refusal(org, soql).message.split('\n').at(-1) ?? '';

describe('refusals', () => {
  it('S44 an unknown column is INVALID_FIELD, with the place it was found at', () => {
    expect(refusal(org, 'SELECT Naem FROM Task')).toEqual({
      errorCode: 'INVALID_FIELD',
      message:
        "\nSELECT Naem FROM Task\n       ^\nERROR at Row:1:Column:8\nNo such column 'Naem' on entity 'Task'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    });
  });

  it('S44 an unknown object is INVALID_TYPE', () => {
    const { errorCode, message } = refusal(org, 'SELECT Id FROM Contact123');
    expect(errorCode).toBe('INVALID_TYPE');
    expect(message).toContain("ERROR at Row:1:Column:16\nsObject type 'Contact123' is not supported.");
  });

  it('S44 rows are counted, and a long statement is shown in part', () => {
    const { message } = refusal(
      org,
      `SELECT Id\nFROM Task WHERE ${"Status = 'x' OR ".repeat(20)}Nope = 1 OR Status = 'x'`,
    );
    const [, shown = '', mark = ''] = message.split('\n');
    expect(message).toContain('ERROR at Row:2:Column:337\n');
    expect(shown).toBe("'x' OR Status = 'x' OR Status = 'x' OR Nope = 1 OR Status = 'x'");
    expect(shown.slice(mark.length - 1)).toMatch(/^Nope = 1/);
  });

  it.each([
    ["SELECT Id FROM Task WHERE IsClosed = true AND Status = 'a' OR Status = 'b'", "unexpected token: 'OR'", 60],
    ["SELECT Id FROM Task WHERE Status = 'a' AND NOT Status = 'b'", "unexpected token: 'NOT'", 44],
    ["SELECT Id FROM Task WHERE NOT Status = 'a' AND Status = 'b'", "unexpected token: 'AND'", 44],
    ['SELECT Id FROM Task WHERE', "unexpected token: '<EOF>'", 26],
    ['SELECT FROM Task', "unexpected token: 'FROM'", 8],
    ['SELECT Id, FROM Task', "unexpected token: 'FROM'", 12],
    ['SELEKT Id FROM Task', "unexpected token: 'SELEKT'", 1],
    ['', "unexpected token: '<EOF>'", 1],
    ['SELECT Id Task', "unexpected token: '<EOF>'", 15],
    ['SELECT Id FROM Task WHERE Status IS NULL', "unexpected token: 'IS'", 34],
    ['SELECT Id FROM Task WHERE Status = Open', "unexpected token: 'Open'", 36],
    ['SELECT Id FROM Task WHERE Status IN ()', "unexpected token: ')'", 38],
    ["SELECT Id FROM Task WHERE (Status = 'a'", "unexpected token: '<EOF>'", 40],
    ['SELECT Id FROM Task LIMIT -1', "unexpected token: '-1'", 27],
    ['SELECT Id FROM Task LIMIT 1.5', "unexpected token: '1.5'", 27],
    ['SELECT Id FROM Task LIMIT 1 WHERE Status = null', "unexpected token: 'WHERE'", 29],
    ['SELECT COUNT(), Id FROM Task', "unexpected token: ','", 15],
    ['SELECT Id, COUNT() FROM Task', "unexpected token: 'COUNT'", 12],
    ['SELECT Id FROM Task WHERE ActivityDate = LAST_N_DAYS', "unexpected token: '<EOF>'", 53],
    ['SELECT Id FROM Task ALL ROWS', 'ALL ROWS not allowed in this context', 21],
    ['SELECT Id FROM Task WHERE Status = :status', 'Bind variables only allowed in Apex code', 36],
    ['SELECT Id FROM Task WHERE ActivityDate = 2026-02-30', 'Invalid date: 2026-02-30', 42],
    ['SELECT Id FROM Task WHERE CreatedDate = 2026-02-03T25:00:00Z', 'Invalid datetime: 2026-02-03T25:00:00Z', 41],
    ['SELECT toLabel(Status) FROM Task', 'the function toLabel() is not supported by this simulator', 8],
    ['SELECT TYPEOF Who WHEN Lead THEN Id END FROM Task', 'TYPEOF is not supported by this simulator', 8],
    ['SELECT Id FROM Task USING SCOPE mine', 'USING SCOPE is not supported by this simulator', 21],
    ['SELECT Subject s FROM Task', 'only aggregate expressions use field aliasing', 8],
    ['SELECT FIELDS(ALL) FROM Task', 'The SOQL FIELDS function must have a LIMIT of at most 200', 25],
    ['SELECT Id FROM Task ORDER BY Description', "field 'Description' can not be sorted in a query call", 30],
  ])('S44 MALFORMED_QUERY: %s', (soql, reason, place) => {
    const { errorCode, message } = refusal(org, soql);
    expect(errorCode).toBe('MALFORMED_QUERY');
    expect(message).toContain(`\nERROR at Row:1:Column:${place}\n${reason}`);
    expect(lastLine(soql)).toBe(reason);
  });

  it.each([
    ['SELECT Id FROM Task WHERE Status = "a"', `line 1:35 no viable alternative at character '"'`, 35],
    [
      'SELECT Id FROM Task WHERE CreatedDate < 2016-07-31T04:17:54',
      "line 1:59 no viable alternative at character '<EOF>'",
      59,
    ],
    ["SELECT Id FROM Task WHERE Status = 'a", "line 1:37 mismatched character '<EOF>' expecting '''", 37],
    [
      "SELECT Id FROM Task WHERE Status = 'a\\q'",
      "Invalid string literal 'a\\q'. Illegal character sequence '\\q' in string literal.",
      38,
    ],
  ])('S44 MALFORMED_QUERY of the lexer: %s', (soql, reason, place) => {
    const { errorCode, message } = refusal(org, soql);
    expect(errorCode).toBe('MALFORMED_QUERY');
    expect(message).toContain(`\nERROR at Row:1:Column:${place}\n${reason}`);
  });

  it.each([
    ["SELECT Id FROM Task WHERE Description = 'x'", "field 'Description' can not be filtered in a query call"],
    [
      "SELECT Id FROM Task WHERE CreatedDate > '2026-01-01'",
      "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Task WHERE CreatedDate > 2026-01-01',
      "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Task WHERE ActivityDate > 2026-01-01T00:00:00Z',
      "value of filter criterion for field 'ActivityDate' must be of type date and should not be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Task WHERE IsClosed = 'true'",
      "value of filter criterion for field 'IsClosed' must be of type boolean and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Task WHERE Subject = 5',
      "value of filter criterion for field 'Subject' must be of type string and should be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Task WHERE CallDurationInSeconds = '5'",
      "value of filter criterion for field 'CallDurationInSeconds' must be of type int and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Task WHERE Subject = TODAY',
      "value of filter criterion for field 'Subject' must be of type string and should be enclosed in quotes",
    ],
    ['SELECT Id, Subject, ID FROM Task', 'duplicate field selected: Id'],
    ['SELECT Who.Name, who.name FROM Task', 'duplicate field selected: Who.Name'],
  ])('S43 INVALID_FIELD: %s', (soql, reason) => {
    expect(refusal(org, soql).errorCode).toBe('INVALID_FIELD');
    expect(lastLine(soql)).toBe(reason);
  });

  it('an unknown parent is INVALID_FIELD, an unknown child INVALID_TYPE', () => {
    expect(refusal(org, 'SELECT Foo.Name FROM Task').errorCode).toBe('INVALID_FIELD');
    expect(lastLine('SELECT Foo.Name FROM Task')).toContain("Didn't understand relationship 'Foo' in field path.");
    expect(refusal(org, 'SELECT Who.Email FROM Task').errorCode).toBe('INVALID_FIELD');
    expect(refusal(org, 'SELECT (SELECT Id FROM Foos) FROM Lead').errorCode).toBe('INVALID_TYPE');
  });

  it('a path has at most five parents', () => {
    const path = `${'ReportsTo.'.repeat(5)}Name`;
    expect(() => refusal(org, `SELECT ${path} FROM Contact`)).toThrow('not refused');
    expect(refusal(org, `SELECT ReportsTo.${path} FROM Contact`).errorCode).toBe('MALFORMED_QUERY');
  });

  it.each([
    ["SELECT Id FROM Task WHERE Id = 'abc'", 'invalid ID field: abc'],
    ["SELECT Id FROM Task WHERE Id = '00T000000000001AAA'", 'invalid ID field: 00T000000000001AAA'],
    ["SELECT Id FROM Task WHERE Id LIKE '00T%'", 'invalid operator on id field'],
    ["SELECT Id FROM Task WHERE WhoId LIKE '00Q%'", 'invalid operator on id field'],
    ['SELECT Id FROM Task WHERE IsClosed > false', 'invalid operator on boolean field'],
    ["SELECT Id FROM Task WHERE Status INCLUDES ('a')", 'invalid operator on picklist field'],
    ["SELECT Id FROM Task WHERE Channels__c LIKE 'a'", 'invalid operator on multipicklist field'],
  ])('INVALID_QUERY_FILTER_OPERATOR: %s', (soql, reason) => {
    expect(refusal(org, soql).errorCode).toBe('INVALID_QUERY_FILTER_OPERATOR');
    expect(lastLine(soql)).toBe(reason);
  });

  it('S41 OFFSET beyond 2,000 is NUMBER_OUTSIDE_VALID_RANGE', () => {
    expect(refusal(org, 'SELECT Id FROM Task OFFSET 2001')).toEqual({
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      message: 'Maximum SOQL offset allowed is 2000',
    });
  });

  it('a statement has at most 100,000 characters', () => {
    const soql = (length: number): string => 'SELECT Id FROM Task WHERE Nope = 1'.padEnd(length);
    expect(refusal(org, soql(100_000)).errorCode).toBe('INVALID_FIELD');
    expect(refusal(org, soql(100_001)).message).toContain('cannot be longer than 100000 characters');
  });

  it('nesting without end is refused, not a crash', () => {
    const deep = (n: number): string => `SELECT Id FROM Task WHERE ${'('.repeat(n)}IsClosed = true${')'.repeat(n)}`;
    expect(refusal(org, deep(40_000)).errorCode).toBe('MALFORMED_QUERY');
    expect(refusal(org, `SELECT ${'(SELECT '.repeat(10_000)}Id FROM Task`).errorCode).toBe('MALFORMED_QUERY');
  });
});
