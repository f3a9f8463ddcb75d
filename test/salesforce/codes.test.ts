import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorClass } from '../../model/errors/entry.ts';
import { errorRegistry, isErrorKey } from '../../model/errors/registry.ts';
import { keyOfCode, keyOfStatus } from '../../salesforce/vendor-errors.ts';

const shared = (name: string) => new URL(`../../../shared/spec/${name}`, import.meta.url);
const candidates = (name: string) => [shared(name), new URL(`../../../../shared/spec/${name}`, import.meta.url)];
const found = (name: string) => candidates(name).find((url) => existsSync(url));

/** Codes of a section's table, from the column that holds them; `_END_A_SESSION` goes on from `TXN_SECURITY_NO_ACCESS`. */
function codesOf(file: URL, from: RegExp, to: RegExp, column: number): string[] {
  const text = readFileSync(file, 'utf8');
  const section = text.slice(text.search(from));
  const lines = section.slice(0, section.slice(1).search(to) + 1).split('\n');
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|')[column] ?? '');
  return [...new Set(cells.flatMap((cell) => cell.match(/\b_?[A-Z][A-Z]+(_[A-Z]+)+\b|`(invalid_\w+)`/g) ?? []))]
    .map((code) => code.replaceAll('`', '').toUpperCase().replace(/^_/, 'TXN_SECURITY_'))
    .filter((code) => !NOT_CODES.has(code));
}

const NOT_CODES = new Set(['TXN_SECURITY_EXCEEEDED', 'TXN_SECURITY_END']);

const SPECS: [string, string, RegExp, RegExp, number, number][] = [
  ['salesforce-rest section 3', 'salesforce-rest.md', /^## 3\. /m, /^## 4\. /m, 1, 70],
  ['product 4.8', 'product.md', /^### 4\.8 /m, /^## 5\. /m, 2, 25],
];

describe('the registry', () => {
  for (const [name, file, from, to, column, least] of SPECS) {
    const url = found(file);
    it.skipIf(url === undefined)(`has every code of ${name} (skipped where ../shared is absent)`, () => {
      const codes = url === undefined ? [] : codesOf(url, from, to, column);
      expect(codes.length).toBeGreaterThan(least);
      expect(codes.filter((code) => !isErrorKey(`salesforce.${code}`))).toEqual([]);
    });
  }

  it.each([405, 409, 410, 414, 415, 420, 431])('has an entry of its own for HTTP %i', (status) => {
    expect(keyOfStatus(status)).toBe(`salesforce.http${status}`);
  });

  const CODES: [string, string, number, string, ErrorClass][] = [
    ['UNABLE_TO_LOCK_ROW', '', 400, 'salesforce.UNABLE_TO_LOCK_ROW', 'retry'],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'x: UNABLE_TO_LOCK_ROW', 400, 'salesforce.UNABLE_TO_LOCK_ROW', 'retry'],
    [
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'record type missing',
      400,
      'salesforce.CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'record',
    ],
    ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 403, 'salesforce.REQUEST_LIMIT_EXCEEDED', 'quota'],
    [
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
      403,
      'salesforce.REQUEST_LIMIT_EXCEEDED.concurrent',
      'rate',
    ],
    ['INVALID_FIELD', "No such column 'X' on sobject of type Task", 400, 'salesforce.INVALID_FIELD', 'config'],
    ['INVALID_FIELD', 'Read timed out', 400, 'salesforce.INVALID_FIELD.timeout', 'retry'],
    ['MAX_TASK_DESCRIPTION_EXCEEEDED', '', 400, 'salesforce.MAX_TASK_DESCRIPTION_EXCEEDED', 'bug'],
    ['UNSUPPORTED_API_VERSION', '', 410, 'salesforce.http410', 'config'],
    ['SOMETHING_NEW', '', 400, 'salesforce.unknownCode', 'bug'],
    ['SOMETHING_NEW', '', 503, 'salesforce.http5xx', 'retry'],
    ['unknownCode', '', 400, 'salesforce.unknownCode', 'bug'],
    ['constructor', '', 400, 'salesforce.unknownCode', 'bug'],
    ['', '', 400, 'salesforce.unknownCode', 'bug'],
  ];
  it.each(CODES)('%s (%s), HTTP %i, is %s', (code, message, status, key, errorClass) => {
    const given = keyOfCode(code, message, status);
    expect([given, errorRegistry[given].class]).toEqual([key, errorClass]);
  });

  it.each([
    [300, 'salesforce.MULTIPLE_CHOICES'],
    [302, 'salesforce.redirected'],
    [401, 'salesforce.http401'],
    [412, 'salesforce.ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE'],
    [418, 'salesforce.httpStatus'],
    [502, 'salesforce.http5xx'],
  ])('HTTP %i without a code is %s', (status, key) => expect(keyOfStatus(status)).toBe(key));
});
