import { readFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { nearest } from '../../model/settings/nearest.ts';
import { settingsPage } from '../../model/settings/page.ts';
import { parseSetting, SETTINGS, settingOf } from '../../model/settings/registry.ts';

const parsed = (key: string, text: string) => settingOf(key).parse(text);
const printed = (key: string, value: string | number | boolean | null) => settingOf(key).print(value);

test('the keys are those of the design that are built, and no private one', () => {
  expect(SETTINGS.map(({ key }) => key)).toEqual([
    'people.sync',
    'people.interval',
    'people.pushInterval',
    'people.cap',
    'people.smartList',
    'marketo.logActivities',
    'marketo.readBackDelay',
    'marketo.maxOpensPerEmail',
    'salesforce.logEmails',
    'salesforce.logReplies',
    'salesforce.logCalls',
    'salesforce.subjectTemplate',
    'salesforce.duplicateRule',
    'salesforce.noMatchRule',
    'salesforce.opportunityFromRoles',
    'salesforce.asSeller',
    'salesforce.rollups.lead',
    'salesforce.rollups.contact',
    'salesforce.rollups.account',
    'salesforce.rollups.opportunity',
    'tasks.sync',
    'tasks.interval',
    'tasks.backfill',
    'unsubscribes.nightly',
    'unsubscribes.nightlyAt',
    'unsubscribes.field',
    'check.marketo',
    'check.whenUnavailable',
    'check.otherFlags',
    'blockedDomains',
    'panel.maxAge',
    'panel.maxRows',
    'alerts.enabled',
    'alerts.stoppedFor',
    'alerts.lag',
    'alerts.quota',
    'alerts.failureRate',
    'alerts.mute',
    'retention.unowned',
    'retention.deleted',
    'retention.history',
    'retention.activities',
    'retention.tasks',
    'retention.panels',
    'retention.audit',
    'retention.failures',
  ]);
});

test.each(SETTINGS.map((setting) => [setting.key, setting] as const))(
  '%s: its default is allowed, and its text is read as the same value',
  (_, setting) => {
    expect(setting.fits(setting.default)).toBe(true);
    expect(setting.parse(setting.print(setting.default))).toEqual(setting.default);
    expect(setting.effect).toMatch(/^[A-Z].*\.$/);
    expect(setting.source).toMatch(/^(Ours: .*\.|[A-Z].*[,:].*)$/);
  },
);

describe('values as people write them', () => {
  it('what is kept may be kept forever', () => {
    expect(
      ['forever', ' Forever ', '400 d', '89 d', 'never'].map((text) => parsed('retention.activities', text)),
    ).toEqual([null, null, 400 * 86_400_000, undefined, undefined]);
    expect(printed('retention.activities', null)).toBe('forever');
    expect(parsed('retention.unowned', 'forever')).toBeUndefined();
  });

  it('durations have a unit, and are printed in the largest that fits', () => {
    const key = 'people.interval';
    const texts = ['30 s', '30s', '0.5 MIN', '1500 ms', '2 h', ' 1 d '];
    expect(texts.map((text) => parsed(key, text))).toEqual([30_000, 30_000, 30_000, 1_500, 7_200_000, 86_400_000]);
    for (const wrong of ['30', 's', '', '25 h', '50 ms', '-5 s', '30 s 5', '5 months']) {
      expect(parsed(key, wrong)).toBeUndefined();
    }
    expect([1_500, 90_000, 300_000, 86_400_000].map((ms) => printed(key, ms))).toEqual([
      '1500 ms',
      '90 s',
      '5 min',
      '1 d',
    ]);
  });

  it('no time at all is one where it is allowed', () => {
    expect(printed('panel.maxAge', 0)).toBe('0 s');
    expect(parsed('panel.maxAge', '0 s')).toBe(0);
    expect(parsed('tasks.interval', '0 s')).toBeUndefined();
  });

  it('a time of day has a zone', () => {
    const texts = ['20:00 America/Los_Angeles', ' 7:05  Europe/Berlin', '24:00 UTC', '20:00', '20:60 UTC', '8 pm UTC'];
    expect(texts.map((text) => parsed('unsubscribes.nightlyAt', text))).toEqual([
      '20:00 America/Los_Angeles',
      '07:05 Europe/Berlin',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a field has an API name', () => {
    expect(parsed('unsubscribes.field', ' Sales_Opt_Out__c ')).toBe('Sales_Opt_Out__c');
    expect(['', 'Opt Out', '1st', "x'y", 'a.b'].map((text) => parsed('unsubscribes.field', text))).toEqual(
      Array<undefined>(5).fill(undefined),
    );
  });

  it('domains are kept as addresses are compared, each once', () => {
    const texts = ['Example.org, @b\u00fccher.example,example.org.', 'none', '', 'a b', 'example..com'];
    expect(texts.map((text) => parsed('blockedDomains', text))).toEqual([
      'example.org, xn--bcher-kva.example',
      null,
      undefined,
      undefined,
      undefined,
    ]);
    expect(settingOf('blockedDomains').fits('B.example')).toBe(false);
  });

  it('switches are on or off', () => {
    const texts = ['on', 'OFF', 'true', ' false ', 'maybe', '1'];
    expect(texts.map((text) => parsed('people.sync', text))).toEqual([true, false, true, false, undefined, undefined]);
  });

  it('numbers may be grouped; a word stands for no limit', () => {
    const cap = ['1500000', '1,500,000', '1_500_000', '0', '15,00', '1e6', '-1', '1.5'];
    const read = [1_500_000, 1_500_000, 1_500_000, 0, undefined, undefined, undefined, undefined];
    expect(cap.map((text) => parsed('people.cap', text))).toEqual(read);
    const opens = ['all', '3', '1001', 'none'];
    expect(opens.map((text) => parsed('marketo.maxOpensPerEmail', text))).toEqual([null, 3, undefined, undefined]);
    expect([null, 3].map((value) => printed('marketo.maxOpensPerEmail', value))).toEqual(['all', '3']);
    expect(parsed('people.cap', 'all')).toBeUndefined();
  });

  it('names may be none; choices are read in any case', () => {
    const lists = ['none', ' All People ', ' ', 'x'.repeat(256)];
    expect(lists.map((text) => parsed('people.smartList', text))).toEqual([null, 'All People', undefined, undefined]);
    const rules = ['most recently active', 'MostRecentlyCreated', 'most-recently-active', 'oldest'];
    expect(rules.map((text) => parsed('salesforce.duplicateRule', text))).toEqual([
      'mostRecentlyActive',
      'mostRecentlyCreated',
      'mostRecentlyActive',
      undefined,
    ]);
  });

  it('a template keeps its blanks and knows its fields', () => {
    const key = 'salesforce.subjectTemplate';
    for (const text of ['', ' [SIA] {{ Activity_Type }} ', '{no field}']) expect(parsed(key, text)).toBe(text);
    for (const text of ['{{activity_typo}}', 'x'.repeat(1_001), 'a\0b']) expect(parsed(key, text)).toBeUndefined();
  });
});

describe('what is refused', () => {
  it('says what is allowed', () => {
    expect(() => parseSetting(settingOf('people.interval'), 'often')).toThrow(
      expect.objectContaining({
        key: 'config.setting',
        details: {
          setting: 'people.interval',
          fix: 'For people.interval give a time from 100 ms to 1 d, such as 30 s, 5 min or 2 h.',
        },
      }),
    );
  });

  it('an unknown key suggests the nearest, and nothing where none is near', () => {
    const unknown = (fix?: string) =>
      expect.objectContaining({
        key: 'config.settingUnknown',
        details: fix === undefined ? {} : { fix: expect.stringContaining(fix) },
      });
    expect(() => settingOf('people.intervall')).toThrow(unknown('Did you mean people.interval?'));
    expect(() => settingOf('logcalls')).toThrow(unknown('Did you mean salesforce.logCalls?'));
    expect(() => settingOf('rollup.contact')).toThrow(unknown('Did you mean salesforce.rollups.contact?'));
    expect(() => settingOf('ada@example.com')).toThrow(unknown());
    // Stored, but nobody's to set.
    expect(() => settingOf('people.exportPollMs')).toThrow(expect.objectContaining({ key: 'config.settingUnknown' }));
    expect(nearest('b.cs', [])).toBeNull();
  });
});

test('docs/settings.md is what `npm run docs:settings` writes', async () => {
  expect(await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8')).toBe(settingsPage());
});
