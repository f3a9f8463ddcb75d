import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { dayIn } from '../../../model/salesforce-task/day.ts';
import { type FieldValue, fitting } from '../../../model/salesforce-task/fields.ts';
import { activityKey, taskKey } from '../../../model/salesforce-task/key.ts';
import { replySubject, subjectFrom } from '../../../model/salesforce-task/subject.ts';
import { SUBJECT_FIELDS } from '../../../model/settings.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { uuidV5 } from '../../../model/uuid-v5.ts';
import { fieldsOf, taskField } from './org.ts';

describe('the key of an activity’s Task', () => {
  it('is a name-based UUID: the vectors of RFC 9562 (A.4) and of Python’s uuid', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(uuidV5('www.example.com', dns)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    expect(uuidV5('python.org', dns)).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
  });

  it('never changes, and is another one for another instance or activity', () => {
    const key = (id: string, instance = 'default') => activityKey(id as SalesActivityId, instance);
    expect(key('mail-1')).toBe('a-b655fecc-3732-58cf-990c-849653ec6b7e');
    expect(new Set([key('mail-1'), key('Mail-1'), key('mail-1', 'other'), key('mail-2')]).size).toBe(4);
    expect(key('x'.repeat(64))).toMatch(/^a-[0-9a-f-]{36}$/);
  });

  it('differs from that of a reminder task under the same id', () => {
    expect(taskKey('mail-1' as TaskId, 'default')).toBe('t-b655fecc-3732-58cf-990c-849653ec6b7e');
  });
});

describe('a subject from its template', () => {
  const values = { activity_type: 'Email', activity_subject: 'Hello', sales_campaign_day: 3 };
  it.each([
    ['{{activity_type}}: {{activity_subject}}', 'Email: Hello'],
    ['[Actions] {{Activity_Type}} {{ ACTIVITY_SUBJECT }}', '[Actions] Email Hello'],
    ['day {{sales_campaign_day}}, step {{sales_campaign_step}}', 'day 3, step'],
    ['a\r\nb\n{{activity_subject}}\u2028c', 'abHelloc'],
    ['$& {{activity_subject}}', '$& Hello'],
    ['Logged', 'Logged'],
    ['{{call_outcome}}', 'Email'],
    ['', 'Email'],
    [' \n ', 'Email'],
    ['{{activity_type}}: {{call_outcome}}', 'Email'],
    ['[{{activity_type}}]', '[Email]'],
    ['[Actions] {{activity_type}}: {{call_outcome}}', '[Actions] Email:'],
  ])('%j is %j', (template, subject) => {
    expect(subjectFrom(template, values)).toBe(subject);
  });

  it('of a reply never comes from the template', () => {
    expect(['Hello\r\n there', undefined].map(replySubject)).toEqual(['Reply: Hello there', 'Reply:']);
  });

  it('is one line, never empty, holds each value and no braces, whatever the template and the values', () => {
    const name = fc.constantFrom(...SUBJECT_FIELDS);
    const field = name.chain((one) => fc.constantFrom(`{{${one}}}`, `{{ ${one.toUpperCase()} }}`));
    const free = fc.string({ unit: 'grapheme' }).filter((text) => !/[{}]/.test(text));
    const template = fc.array(fc.oneof(field, free), { maxLength: 8 }).map((parts) => parts.join(''));
    const value = fc.option(free, { nil: undefined });
    const given = fc.record(Object.fromEntries(SUBJECT_FIELDS.map((one) => [one, value])));
    fc.assert(
      fc.property(template, given, (text, all) => {
        const subject = subjectFrom(text, { ...all, activity_type: 'Call' });
        expect(subject).not.toBe('');
        expect(subject).toBe(subject.trim());
        expect(subject).not.toMatch(/[\r\n\v\f\u0085\u2028\u2029]|\{\{/);
        for (const [one, held] of Object.entries(all)) {
          const used = text.toLowerCase().replaceAll(' ', '').includes(`{{${one}}}`);
          const line = (held ?? '').replace(/[\r\n\v\f\u0085\u2028\u2029]/g, '').trim();
          if (used && one !== 'activity_type' && /[\p{L}\p{N}]/u.test(line)) expect(subject).toContain(line);
        }
      }),
    );
  });
});

test.each([
  ['2026-11-27T23:30:00Z', 'Asia/Tokyo', '2026-11-28'],
  ['2026-11-27T23:30:00Z', 'Europe/Berlin', '2026-11-28'],
  ['2026-11-27T03:30:00Z', 'America/Los_Angeles', '2026-11-26'],
  ['2026-07-01T06:30:00Z', 'America/Los_Angeles', '2026-06-30'],
  ['2026-07-01T07:30:00Z', 'America/Los_Angeles', '2026-07-01'],
  ['2026-11-27T23:30:00Z', null, '2026-11-27'],
  ['2026-01-01T00:00:00Z', 'Nowhere/At_All', '2026-01-01'],
])('%s in %s is on %s', (at, timeZone, day) => {
  expect(dayIn(new Date(at), timeZone)).toBe(day);
});

describe('what an org’s fields take', () => {
  const use = 'create' as const;
  const take = (value: FieldValue, ...fields: Parameters<typeof fieldsOf>) =>
    fitting([value], { fields: fieldsOf(...fields), use });
  const text = (value: string): FieldValue => ({ field: 'f__C', kind: 'text', value });

  it('is written under the name that the org spells, where it is there and may be written', () => {
    expect(take(text('a'), taskField('F__c', 'string'))).toEqual({ F__c: 'a' });
    expect(take(text('a'))).toEqual({});
    expect(take(text('a'), taskField('F__c', 'string', { isCreateable: false }))).toEqual({});
    const fields = fieldsOf(taskField('F__c', 'string', { isUpdateable: false }));
    expect(fitting([text('a')], { fields, use: 'update' })).toEqual({});
    expect(fitting([text('a')], { fields, use })).toEqual({ F__c: 'a' });
    expect(fitting([text('a')], { fields, use, without: new Set(['f__c']) })).toEqual({});
  });

  it.each<[FieldValue['kind'], FieldValue['value'], string[]]>([
    ['text', 'a', ['string', 'textarea', 'combobox']],
    ['url', 'https://a.example', ['string', 'textarea', 'url']],
    ['flag', true, ['boolean']],
    ['number', 3, ['int', 'double']],
    ['date', '2026-11-27', ['date']],
    ['reference', '006000000000001AAA', ['reference']],
  ])('a %s goes into fields of its types alone', (kind, value, types) => {
    const all = ['string', 'textarea', 'combobox', 'url', 'boolean', 'int', 'double', 'date', 'datetime', 'reference'];
    const taking = all.filter((type) => 'F__c' in take({ field: 'F__c', kind, value }, taskField('F__c', type)));
    expect(taking.toSorted()).toEqual(types.toSorted());
  });

  it('of a picklist is the very value that it has', () => {
    const field = taskField('Type', 'picklist', { picklistValues: ['email', 'Call'] });
    const chosen = (value: string) => take({ field: 'Type', kind: 'choice', value }, field);
    expect(['Email', 'Call', ''].map(chosen)).toEqual([{}, { Type: 'Call' }, {}]);
  });

  it('has no control characters but tab and line breaks, and nothing blank', () => {
    const field = taskField('F__c', 'string');
    expect(take(text('a\0\u0007\tb\r\n\u009f😀\ud83d'), field)).toEqual({ F__c: 'a\tb\r\n😀' });
    expect(['', ' ', '\0'].map((value) => take(text(value), field))).toEqual([{}, {}, {}]);
  });

  it('is the longest beginning that fits and parts no character', () => {
    const whole = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((given) => given.trim() !== '');
    fc.assert(
      fc.property(whole, fc.integer({ min: 2, max: 40 }), (given, length) => {
        const clean = given.replace(/[^\P{Cc}\t\n\r]/gu, '');
        const cut = take(text(given), taskField('F__c', 'string', { length })).F__c ?? '';
        if (typeof cut !== 'string') throw new Error('no text');
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(clean.startsWith(cut)).toBe(true);
        // Fails on half a pair.
        expect(() => encodeURIComponent(cut)).not.toThrow();
        const next = clean.codePointAt(cut.length);
        if (cut !== '' && next !== undefined) expect(cut.length + (next > 0xffff ? 2 : 1)).toBeGreaterThan(length);
      }),
    );
  });
});
