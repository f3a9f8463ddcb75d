import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  eventIdIn,
  type LoggedActivity,
  type LoggingTarget,
  marketoActivity,
} from '../../model/activity-types/payload.ts';
import { ACTIVITY_KINDS, type ActivityKind, typesOf } from '../../model/activity-types/types.ts';
import { cutText, cutUrl } from '../../model/cut-text.ts';
import type { MarketoId } from '../../model/ids.ts';

const idsOf = (layout: LoggingTarget['layout']) =>
  Object.fromEntries(typesOf(layout).map(({ apiName }, index) => [apiName, 100_001 + index]));
const EIGHT: LoggingTarget = { layout: 'eight', ids: idsOf('eight'), instance: 'acme' };
const COMPACT: LoggingTarget = { layout: 'compact', ids: idsOf('compact'), instance: 'acme' };
const AT = new Date('2026-11-27T09:00:00.500Z');

/** Every attribute has a value, those too that a kind doesn't have. */
const VALUES = {
  sentBy: 'sent@example.com',
  receivedBy: 'received@example.com',
  source: 'Tout',
  templateId: 't-1',
  templateName: 'Template',
  templateUrl: 'https://app.example.com/t/1',
  campaignName: 'Campaign',
  campaignUrl: 'https://app.example.com/c/1',
  campaignId: 'c-1',
  emailSubject: 'Hello (SIA-12345678)',
  link: 'https://example.com/offer',
  details: 'Mailbox full',
  email: 'bounced@example.com',
  callMadeBy: 'caller@example.com',
  callStatus: 'completed',
  callSubject: 'Interested',
  phoneNumberCalled: '+49 30 1234567',
  callDurationSeconds: 42,
  callRecordingUrl: 'https://app.example.com/r/1',
  callAnsweredBy: 'Ada',
  marketoSalesPersonId: 'p-1',
} as const;
const base = (type: ActivityKind) => ({
  id: 'e-1',
  type,
  personId: 1_001 as MarketoId,
  occurredAt: AT,
  seller: 'seller@example.com',
});
const full = (type: ActivityKind, more: Partial<LoggedActivity> = {}): LoggedActivity => ({
  ...base(type),
  ...VALUES,
  ...more,
});
const pick = (...names: (keyof typeof VALUES)[]) => Object.fromEntries(names.map((name) => [name, VALUES[name]]));

const MAIL = ['source', 'templateId', 'templateName', 'templateUrl', 'campaignName', 'campaignUrl'] as const;
const CAMPAIGN = ['source', 'campaignUrl', 'campaignId', 'callStatus'] as const;
const CALL = [
  'source',
  'campaignName',
  'campaignUrl',
  'callStatus',
  'phoneNumberCalled',
  'callDurationSeconds',
  'callRecordingUrl',
  'callAnsweredBy',
] as const;

/** Kind, its name, primary attribute, attribute that holds the seller, and the others. */
const KINDS: [ActivityKind, string, keyof typeof VALUES, keyof typeof VALUES, (keyof typeof VALUES)[]][] = [
  ['emailSent', 'Send Sales Email', 'emailSubject', 'sentBy', [...MAIL, 'marketoSalesPersonId']],
  ['emailOpened', 'Open Sales Email', 'emailSubject', 'sentBy', [...MAIL, 'marketoSalesPersonId']],
  ['emailClicked', 'Click Sales Email', 'link', 'sentBy', [...MAIL, 'emailSubject', 'marketoSalesPersonId']],
  ['emailReplied', 'Replied to Sales Email', 'receivedBy', 'receivedBy', ['source', 'marketoSalesPersonId']],
  ['emailBounced', 'Sales Email Bounced', 'email', 'sentBy', ['templateId', 'details', 'marketoSalesPersonId']],
  ['callReceived', 'Sales Call Received', 'callSubject', 'callMadeBy', [...CALL, 'marketoSalesPersonId']],
  ['campaignAdded', 'Add to Sales Campaign', 'campaignName', 'sentBy', [...CAMPAIGN]],
  ['campaignRemoved', 'Removed from Sales Campaign', 'campaignName', 'sentBy', [...CAMPAIGN]],
];

describe('what Marketo is told of a sales activity', () => {
  it.each(KINDS)('%s, as a type of its own', (kind, _name, primary, seller, others) => {
    expect(marketoActivity(full(kind), EIGHT)).toEqual({
      leadId: 1_001,
      typeId: 100_001 + ACTIVITY_KINDS.indexOf(kind),
      at: AT,
      primary: String(VALUES[primary]),
      attributes: { ...(seller === primary ? {} : pick(seller)), ...pick(...others), siaEventId: 'acme/e-1' },
    });
  });

  it.each(KINDS)('%s, in the compact layout', (kind, name, primary, seller, others) => {
    expect(marketoActivity(full(kind), COMPACT)).toEqual({
      leadId: 1_001,
      typeId: 100_001,
      at: AT,
      primary: name,
      attributes: {
        ...(seller === primary ? {} : pick(primary)),
        ...pick(...others),
        seller: VALUES[seller],
        siaEventId: 'acme/e-1',
      },
    });
  });

  it.each(KINDS)('%s with the least: the seller and the source stand in', (kind, _name, primary, seller, others) => {
    const least: LoggedActivity = { ...base(kind), ...(seller === primary ? {} : pick(primary)) };
    const { primary: told, attributes } = marketoActivity(least, EIGHT);
    const source = others.includes('source') ? { source: 'Sales App' } : {};
    const by = seller === primary ? {} : { [seller]: 'seller@example.com' };
    expect(told).toBe(seller === primary ? 'seller@example.com' : String(VALUES[primary]));
    expect(attributes).toEqual({ ...by, ...source, siaEventId: 'acme/e-1' });
  });

  const OPENED = 'emailOpened';
  it.each<[string, Partial<LoggedActivity>, object]>([
    ['a text of 255 characters', { templateName: 'x'.repeat(255) }, { templateName: 'x'.repeat(255) }],
    ['a longer one', { templateName: 'x'.repeat(256) }, { templateName: 'x'.repeat(255) }],
    ['a pair at the border', { templateName: `${'x'.repeat(254)}😀y` }, { templateName: 'x'.repeat(254) }],
    ['a pair before it', { templateName: `${'x'.repeat(253)}😀y` }, { templateName: `${'x'.repeat(253)}😀` }],
    [
      'a long URL',
      { templateUrl: `https://e.x/${'a'.repeat(300)}` },
      { templateUrl: `https://e.x/${'a'.repeat(243)}` },
    ],
    [
      'a URL with an escape at the border',
      { templateUrl: `https://e.x/${'a'.repeat(241)}%C3%BC` },
      { templateUrl: `https://e.x/${'a'.repeat(241)}` },
    ],
    ['NUL', { templateName: 'a\0b' }, { templateName: 'ab' }],
    ['line breaks and blanks', { templateName: ' a\r\nb\t' }, { templateName: ' a\r\nb\t' }],
    [
      'nothing',
      { templateName: '', templateId: undefined, campaignName: '\0' },
      { templateName: undefined, templateId: undefined, campaignName: undefined },
    ],
  ])('%s', (_, given, expected) => {
    const { attributes } = marketoActivity(full(OPENED, given), EIGHT);
    for (const [name, value] of Object.entries(expected)) expect(attributes[name]).toBe(value);
  });

  it('the primary value is cut like any other, and never blank', () => {
    const primary = (emailSubject: string) => marketoActivity(full(OPENED, { emailSubject }), EIGHT).primary;
    expect(primary(`${'ü'.repeat(254)}😀`)).toBe('ü'.repeat(254));
    expect(['', '  ', '\0'].map(primary)).toEqual(['(none)', '(none)', '(none)']);
  });

  it('seconds are whole numbers', () => {
    const seconds = (callDurationSeconds: number) =>
      marketoActivity(full('callReceived', { callDurationSeconds }), EIGHT).attributes.callDurationSeconds;
    expect([0, 59.6].map(seconds)).toEqual([0, 60]);
  });

  it('a type that has no id yet is named', () => {
    const target = { ...EIGHT, ids: {} };
    expect(() => marketoActivity(full('emailSent'), target)).toThrow(
      expect.objectContaining({ key: 'marketo.types.missing', details: { type: 'siaEmailSent' } }) as Error,
    );
  });
});

test.each([
  ['by API name', [{ apiName: 'siaEventId', name: 'Renamed', value: 'acme/e' }], 'acme/e'],
  ['by name where there is no API name', [{ apiName: null, name: 'SIA Event ID', value: 'acme/e' }], 'acme/e'],
  ['not by the name of another attribute', [{ apiName: 'other', name: 'SIA Event ID', value: 'acme/e' }], null],
  ['not where it is no text', [{ apiName: 'siaEventId', name: 'SIA Event ID', value: 3 }], null],
  ['not where there is none', [], null],
])('an event id is found again %s', (_, attributes, expected) => {
  expect(eventIdIn(attributes)).toBe(expected);
});

test('a cut is the longest beginning that fits and parts no character', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, max) => {
      const cut = cutText(whole, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(whole.startsWith(cut)).toBe(true);
      // Fails on half a pair.
      expect(() => encodeURIComponent(cut)).not.toThrow();
      const next = whole.codePointAt(cut.length);
      if (next !== undefined) expect(cut.length + (next > 0xffff ? 2 : 1)).toBeGreaterThan(max);
    }),
  );
});

test.each([
  ['https://e.x/%41', 15, 'https://e.x/%41'],
  ['https://e.x/%41b', 15, 'https://e.x/%41'],
  ['https://e.x/%41', 14, 'https://e.x/'],
  ['https://e.x/%41', 13, 'https://e.x/'],
])('the URL %s cut to %i is %s', (url, max, expected) => {
  expect(cutUrl(url, max)).toBe(expected);
});
