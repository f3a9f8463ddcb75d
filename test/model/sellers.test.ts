import fc from 'fast-check';
import { expect, test } from 'vitest';
import { salesforceUserId } from '../../model/salesforce-user.ts';
import { isTimeZone } from '../../model/time-zone.ts';
import { toId18 } from '../../simulators/salesforce/soql/bind/ids.ts';

test('a user id has 15 or 18 characters, begins with 005, and its last three must be right', () => {
  expect(salesforceUserId('005000000000001')).toBe('005000000000001AAA');
  expect(salesforceUserId(' 005d0000002aBcDaau ')).toBe('005d0000002aBcDAAU');
  for (const wrong of ['', '00G000000000001', '00500000000001', '005000000000001AAB', '005d0000002aBCDEAU']) {
    expect(salesforceUserId(wrong)).toBeNull();
  }
});

test('the last three characters are those that Salesforce’s simulator gives', () => {
  const id = fc.stringMatching(/^005[A-Za-z0-9]{12}$/);
  fc.assert(fc.property(id, (fifteen) => salesforceUserId(fifteen) === toId18(fifteen)));
});

test('a time zone is an IANA name', () => {
  expect(['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['Europe/Berlim', '+02:00', '', 'ada@example.com'].map(isTimeZone)).toEqual([false, false, false, false]);
});
