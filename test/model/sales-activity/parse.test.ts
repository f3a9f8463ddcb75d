import { describe, expect, it } from 'vitest';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { parseSalesActivity } from '../../../model/sales-activity/parse.ts';
import { ATTRIBUTES, activityOf, COMMON, lineOf, NOW, REQUIRED, TIED } from './lines.ts';

/** product.md 3.3, last row. */
const COUNTS = {
  emailSent: 9,
  emailOpened: 9,
  emailClicked: 10,
  emailReplied: 3,
  emailBounced: 5,
  callReceived: 11,
  campaignAdded: 6,
  campaignRemoved: 6,
};

function problemsOf(value: unknown): Record<string, string> {
  const parsed = parseSalesActivity(value, NOW);
  return parsed.kind === 'valid' ? {} : Object.fromEntries(parsed.problems.map(({ field, reason }) => [field, reason]));
}

describe.each(SALES_ACTIVITY_KINDS)('a line of %s', (type) => {
  it('takes every attribute that the glossary gives it', () => {
    expect(Object.keys(ATTRIBUTES[type])).toHaveLength(COUNTS[type]);
    expect(problemsOf(lineOf(type))).toEqual({});
  });

  it('needs what is common to all and Marketo’s primary attribute, and no more', () => {
    expect(problemsOf({ type })).toEqual(
      Object.fromEntries([...Object.keys(COMMON), 'id', ...REQUIRED[type]].map((field) => [field, 'is missing'])),
    );
    const least = Object.fromEntries(REQUIRED[type].map((field) => [field, ATTRIBUTES[type][field]]));
    expect(problemsOf({ id: 'a', type, ...COMMON, ...least })).toEqual({});
  });

  it('refuses what it does not have, emailId too where there is no send to name', () => {
    const foreign = type === 'emailClicked' ? 'callSubject' : 'link';
    const problems = problemsOf(lineOf(type, { [foreign]: 'https://x.example', colour: 1, emailId: 'mail-1' }));
    const reason = `is not a member of ${type}`;
    expect(problems).toEqual({ [foreign]: reason, colour: reason, ...(TIED.has(type) ? {} : { emailId: reason }) });
  });
});

describe('a line', () => {
  it.each<[string, unknown, string]>([
    ['id', 'a b', 'must be 1 to 64 of A-Z a-z 0-9 . _ : -'],
    ['id', 'x'.repeat(65), 'must be 1 to 64 of A-Z a-z 0-9 . _ : -'],
    ['id', 7, 'must be text'],
    ['personId', '4711', 'must be a whole number'],
    ['personId', 1.5, 'must be a whole number'],
    ['personId', 0, 'must be at least 1'],
    ['occurredAt', '2026-11-27T10:00:00', 'must be a time with zone, such as 2026-11-27T10:00:00+01:00'],
    ['occurredAt', 1_795_773_600, 'must be a time with zone, such as 2026-11-27T10:00:00+01:00'],
    ['occurredAt', '2026-02-30T10:00:00Z', 'must be a time with zone, such as 2026-11-27T10:00:00+01:00'],
    ['occurredAt', '1999-12-31T23:59:59Z', 'must not be before the year 2000'],
    ['occurredAt', '2026-11-28T12:00:01Z', 'must not be more than a day from now'],
    ['seller', 'Sam', 'must be an e-mail address'],
    ['emailSubject', '', 'must not be empty; leave it out where there is none'],
    ['emailSubject', 'x'.repeat(999), 'must not be longer than 998 characters'],
    ['emailSubject', 'a\0b', 'must not hold a NUL character'],
    ['emailSubject', null, 'must be text'],
    ['templateUrl', 'javascript:alert(1)', 'must be an address that begins with http:// or https://'],
    ['templateUrl', `https://x.example/${'x'.repeat(2_048)}`, 'must not be longer than 2048 characters'],
    ['opportunityId', '001000000000001', 'must be the Salesforce id of an opportunity (006…)'],
  ])('says what is wrong with %s: %j', (field, value, reason) => {
    expect(problemsOf(lineOf('emailSent', { [field]: value }))).toEqual({ [field]: reason });
  });

  it('counts characters, not halves of them', () => {
    expect(problemsOf(lineOf('emailSent', { emailSubject: '🎈'.repeat(998) }))).toEqual({});
  });

  it('says which types and call states there are', () => {
    expect(problemsOf({ ...COMMON, id: 'a' })).toEqual({ type: 'is missing' });
    expect(problemsOf(lineOf('emailSent', { type: 'smokeSignal' })).type).toMatch(
      /^must be one of emailSent, .*Removed$/,
    );
    expect(problemsOf(lineOf('callReceived', { callStatus: 'busy' }))).toEqual({
      callStatus: 'must be one of completed, no answer, cancelled, failed',
    });
  });

  it.each([null, 7, 'text', [lineOf('emailSent')]])('must be an object: %j', (value) => {
    expect(problemsOf(value)).toEqual({ line: 'must be a JSON object' });
  });

  it('refused keeps its id where that is one, and repeats no value', () => {
    const line = lineOf('emailSent', { seller: 'ada lovelace', emailSubject: 7 });
    const parsed = parseSalesActivity(line, NOW);
    expect(parsed).toMatchObject({ kind: 'invalid', id: 'emailSent-1' });
    expect(JSON.stringify(parsed)).not.toContain('lovelace');
    expect(parseSalesActivity({ ...line, id: 'a/b' }, NOW)).toMatchObject({ kind: 'invalid', id: null });
  });

  it('becomes an activity with its time as a moment, and nothing added', () => {
    const line = lineOf('emailOpened');
    expect(activityOf('emailOpened')).toEqual({ ...line, occurredAt: new Date('2026-11-27T09:00:00Z') });
  });
});
