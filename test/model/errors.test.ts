import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { keyOfCode, keyOfStatus } from '../../marketo/vendor-errors.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { ErrorClass, ErrorEntry } from '../../model/errors/entry.ts';
import { marketoActivityErrors } from '../../model/errors/marketo-activities.ts';
import { marketoBulkErrors } from '../../model/errors/marketo-bulk.ts';
import { marketoCodes6xx7xx } from '../../model/errors/marketo-codes-6xx-7xx.ts';
import { marketoCodes10xx } from '../../model/errors/marketo-codes-10xx.ts';
import { marketoTransportErrors } from '../../model/errors/marketo-transport.ts';
import { errorsPage } from '../../model/errors/page.ts';
import { platformErrors } from '../../model/errors/platform.ts';
import { errorRegistry, isErrorKey } from '../../model/errors/registry.ts';
import { salesActivityErrors } from '../../model/errors/sales-activities.ts';
import { salesforceAccessErrors } from '../../model/errors/salesforce-access.ts';
import { salesforceLimitErrors } from '../../model/errors/salesforce-limits.ts';
import { salesforceRecordErrors } from '../../model/errors/salesforce-records.ts';
import { salesforceRequestErrors } from '../../model/errors/salesforce-requests.ts';
import { salesforceTransportErrors } from '../../model/errors/salesforce-transport.ts';

/** Every code of marketo-rest 2.3 that has one meaning, and its class. */
const CODES: Record<ErrorClass, number[]> = {
  retry: [500, 502, 601, 602, 604, 608, 611, 614, 713, 719, 1014, 1016, 1019],
  rate: [606, 615],
  quota: [607],
  auth: [603],
  record: [
    702, 712, 714, 718, 1001, 1004, 1005, 1007, 1008, 1009, 1010, 1015, 1017, 1020, 1021, 1022, 1025, 1036, 1037, 1049,
    1076, 1077, 1078, 1079, 1080,
  ],
  config: [616, 703, 709, 1006, 1011, 1013, 1018, 1026, 1027, 1035, 1048],
  bug: [605, 609, 610, 612, 613, 701, 704, 1002, 1003, 1012, 1028, 1042],
};
const BY_TEXT: [string, string, string, ErrorClass][] = [
  ['1003', 'Too many results match the filter', 'marketo.1003.tooMany', 'bug'],
  ['1003', 'Invalid fields [a, b]', 'marketo.1003.fields', 'config'],
  ['1003', "Invalid value for field 'x' and value 'y'", 'marketo.1003.value', 'record'],
  ['1003', 'Export job not found', 'marketo.bulk.unknownJob', 'retry'],
  ['1003', 'Leads not specified', 'marketo.1003', 'bug'],
  ['1029', 'Too many jobs (10) in queue', 'marketo.1029.queue', 'retry'],
  ['1029', 'Export daily quota 500MB exceeded.', 'marketo.1029.quota', 'quota'],
  ['1029', 'Export job already queued', 'marketo.1029.queued', 'record'],
  ['798', 'new', 'marketo.unknown', 'bug'],
];
const STATUSES: [number, string, ErrorClass][] = [
  [401, 'marketo.http401', 'auth'],
  [404, 'marketo.http404', 'retry'],
  [413, 'marketo.http413', 'bug'],
  [414, 'marketo.http414', 'bug'],
  [416, 'marketo.http416', 'retry'],
  [500, 'marketo.http5xx', 'retry'],
  [504, 'marketo.http5xx', 'retry'],
  [418, 'marketo.httpStatus', 'bug'],
];
const pairs = Object.entries(CODES).flatMap(([name, codes]) => codes.map((code) => [code, name] as const));
const entries: [string, ErrorEntry][] = Object.entries(errorRegistry);

describe('the registry', () => {
  it.each(pairs)('knows Marketo’s %i as class %s', (code, errorClass) => {
    const key = keyOfCode(String(code), 'any text');
    expect([key, errorRegistry[key]]).toMatchObject([`marketo.${code}`, { class: errorClass, code: String(code) }]);
  });

  it.each(BY_TEXT)('tells Marketo’s %s (%s) as %s', (code, text, key, errorClass) => {
    expect(keyOfCode(code, text)).toBe(key);
    expect(errorRegistry[keyOfCode(code, text)].class).toBe(errorClass);
  });

  it.each(STATUSES)('knows HTTP %i as %s', (status, key, errorClass) => {
    expect(keyOfStatus(status)).toBe(key);
    expect(errorRegistry[keyOfStatus(status)].class).toBe(errorClass);
  });

  it('has no code entry beyond the specification’s list', () => {
    const listed = new Set([...pairs.map(([code]) => `marketo.${code}`), ...BY_TEXT.map(([, , key]) => key)]);
    const known = Object.keys({ ...marketoCodes6xx7xx, ...marketoCodes10xx });
    expect(known.filter((key) => !listed.has(key))).toEqual([]);
  });

  it.each(entries)('%s says what happened, why, and what to do', (_, { meaning, cause, fix }) => {
    expect(meaning).toMatch(/^\S.*[^.\s]$/);
    expect(cause).toMatch(/^\S.*\.$/);
    expect(fix).toMatch(/^\S.*\.$/);
  });

  it('has each key once across its tables', () => {
    const tables = [
      platformErrors,
      salesActivityErrors,
      marketoTransportErrors,
      marketoCodes6xx7xx,
      marketoCodes10xx,
      marketoBulkErrors,
      marketoActivityErrors,
      salesforceTransportErrors,
      salesforceAccessErrors,
      salesforceLimitErrors,
      salesforceRequestErrors,
      salesforceRecordErrors,
    ];
    const keys = tables.flatMap((table) => Object.keys(table));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(keys.every(isErrorKey)).toBe(true);
  });

  it('knows its own keys alone', () => {
    expect(['marketo.606', 'marketo.605x', 'toString', ''].filter(isErrorKey)).toEqual(['marketo.606']);
  });
});

describe('an AppError', () => {
  it('says its meaning and details, and nothing else', () => {
    const error = new AppError('marketo.606', { details: { endpoint: 'leads', code: '606' } });
    expect(error.message).toBe('Too many calls in 20 seconds (endpoint: leads, code: 606)');
    expect(new AppError('marketo.606').message).toBe('Too many calls in 20 seconds');
  });
});

describe('docs/errors.md', () => {
  it('is what the registry says', async () => {
    const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    expect(page).toBe(errorsPage());
  });

  it('lists every error once', () => {
    const lines = errorsPage().split('\n');
    const listed = lines.filter((line) => line.startsWith('| `')).map((line) => line.split('`')[1]);
    expect(listed).toHaveLength(entries.length);
    expect(new Set(listed)).toEqual(new Set(Object.keys(errorRegistry)));
  });
});
