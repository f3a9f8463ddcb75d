import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../../model/sales-activity/line.ts';
import { parseSalesActivity } from '../../../model/sales-activity/parse.ts';

export const NOW = new Date('2026-11-27T12:00:00Z');

export const COMMON = { personId: 4711, occurredAt: '2026-11-27T10:00:00+01:00', seller: 'sam@seller.example' };

const TEMPLATE = { templateId: 't-1', templateName: 'Hello', templateUrl: 'https://app.example/t/1' };
const CAMPAIGN = { campaignName: 'Autumn', campaignUrl: 'https://app.example/c/1' };
const EMAIL = {
  sentBy: 'sam@seller.example',
  source: 'Sales App',
  ...TEMPLATE,
  ...CAMPAIGN,
  emailSubject: 'Hello (SIA-12345678)',
  marketoSalesPersonId: 'p-1',
};
const MEMBERSHIP = {
  sentBy: 'sam@seller.example',
  source: 'Sales App',
  ...CAMPAIGN,
  campaignId: 'c-1',
  callStatus: 'completed',
};

/** Every attribute of product.md 3.3, by kind; without those that only Salesforce takes. */
export const ATTRIBUTES: Record<SalesActivityKind, Record<string, string | number>> = {
  emailSent: EMAIL,
  emailOpened: EMAIL,
  emailClicked: { ...EMAIL, link: 'https://product.example/pricing' },
  emailReplied: { receivedBy: 'sam@seller.example', source: 'Sales App', marketoSalesPersonId: 'p-1' },
  emailBounced: {
    sentBy: 'sam@seller.example',
    templateId: 't-1',
    details: '550 no such user',
    email: 'ada@engines.example',
    marketoSalesPersonId: 'p-1',
  },
  callReceived: {
    source: 'Sales App',
    ...CAMPAIGN,
    callMadeBy: 'sam@seller.example',
    callStatus: 'no answer',
    callSubject: 'Left a message',
    phoneNumberCalled: '+1 555 0100',
    callDurationSeconds: 42,
    callRecordingUrl: 'https://app.example/r/1',
    callAnsweredBy: 'Ada',
    marketoSalesPersonId: 'p-1',
  },
  campaignAdded: MEMBERSHIP,
  campaignRemoved: MEMBERSHIP,
};

export const REQUIRED: Record<SalesActivityKind, string[]> = {
  emailSent: ['emailSubject'],
  emailOpened: ['emailSubject'],
  emailClicked: ['link'],
  emailReplied: [],
  emailBounced: ['email'],
  callReceived: ['callSubject'],
  campaignAdded: ['campaignName'],
  campaignRemoved: ['campaignName'],
};

/** Those that belong to a send. */
export const TIED: ReadonlySet<SalesActivityKind> = new Set([
  'emailOpened',
  'emailClicked',
  'emailReplied',
  'emailBounced',
]);

export function lineOf(type: SalesActivityKind, change: Record<string, unknown> = {}): Record<string, unknown> {
  const tie = TIED.has(type) ? { emailId: 'mail-1' } : {};
  return { id: `${type}-1`, type, ...COMMON, ...ATTRIBUTES[type], ...tie, ...change };
}

export const LINES = SALES_ACTIVITY_KINDS.map((type) => lineOf(type));

export function activityOf(type: SalesActivityKind, change: Record<string, unknown> = {}): SalesActivity {
  const parsed = parseSalesActivity(lineOf(type, change), NOW);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return parsed.activity;
}
