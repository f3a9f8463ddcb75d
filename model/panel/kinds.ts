import { SALES_ACTIVITY_KINDS } from '../sales-activity/kinds.ts';

/** What Marketo itself records of a person and a panel shows (product.md 7). */
export const MARKETING_KINDS = [
  'webPageVisited',
  'formFilled',
  'linkClicked',
  'marketingEmailSent',
  'marketingEmailDelivered',
  'marketingEmailBounced',
  'marketingEmailBouncedSoft',
  'marketingEmailUnsubscribed',
  'marketingEmailOpened',
  'marketingEmailClicked',
  'interestingMoment',
] as const;
type MarketingKind = (typeof MARKETING_KINDS)[number];

/** Everything a panel shows: sales activities whoever recorded them, and Marketo's own kinds. */
export const PANEL_KINDS = [...SALES_ACTIVITY_KINDS, ...MARKETING_KINDS] as const;
/** A kind of entry of a panel. */
export type PanelKind = (typeof PANEL_KINDS)[number];

/**
 * What is asked for together, at most ten types a call (marketo-rest 8):
 * marketing  emails, web pages, forms      sales  interesting moments and the vendor's own sales types
 * logged     the custom types that sales activities are logged as: what other installations logged, or a merged person's
 */
export const PANEL_GROUPS = ['marketing', 'sales', 'logged'] as const;
/** What of a panel is read from Marketo together. */
export type PanelGroup = (typeof PANEL_GROUPS)[number];

interface MarketoType {
  kind: MarketingKind;
  /** Stable in every recording seen (marketo-rest 5.8). */
  id: number;
  name: string;
  group: PanelGroup;
  /** Attributes that tell more, by Marketo's names (marketo-rest 8). */
  attributes: readonly string[];
}

const MAILED = ['Campaign Run ID', 'Choice Number', 'Step ID', 'Test Variant', 'Has Predictive'];
const BOUNCED = ['Category', 'Subcategory', 'Details', 'Email'];
const OPENED = ['Device', 'Platform', 'User Agent', 'Is Mobile Device', 'Bot Activity Pattern'];

const type = (
  kind: MarketingKind,
  id: number,
  name: string,
  attributes: readonly string[],
  group: PanelGroup = 'marketing',
): MarketoType => ({ kind, id, name, group, attributes });

export const MARKETO_TYPES: readonly MarketoType[] = [
  type('webPageVisited', 1, 'Visit Webpage', ['Webpage URL', 'Query Parameters', 'Referrer URL', 'User Agent']),
  type('formFilled', 2, 'Fill Out Form', ['Form Fields', 'Webpage ID', 'Referrer URL']),
  type('linkClicked', 3, 'Click Link', ['Webpage ID', 'Referrer URL', 'Query Parameters', 'User Agent']),
  type('marketingEmailSent', 6, 'Send Email', MAILED),
  type('marketingEmailDelivered', 7, 'Email Delivered', MAILED),
  type('marketingEmailBounced', 8, 'Email Bounced', BOUNCED),
  type('marketingEmailUnsubscribed', 9, 'Unsubscribe Email', ['Webform ID', 'Form Fields', 'Referrer URL']),
  type('marketingEmailOpened', 10, 'Open Email', OPENED),
  type('marketingEmailClicked', 11, 'Click Email', ['Link', 'Link ID', 'Is Predictive', ...OPENED]),
  type('marketingEmailBouncedSoft', 27, 'Email Bounced Soft', BOUNCED),
  type('interestingMoment', 46, 'Interesting Moment', ['Type', 'Description', 'Source', 'Date'], 'sales'),
];

const MARKETING: ReadonlySet<PanelKind> = new Set(MARKETING_KINDS);

/** Where a kind is found in Marketo. */
export function groupsOf(kind: PanelKind): readonly PanelGroup[] {
  if (!MARKETING.has(kind)) return ['sales', 'logged'];
  return MARKETO_TYPES.filter((one) => one.kind === kind).map(({ group }) => group);
}

export function isPanelKind(name: string): name is PanelKind {
  return PANEL_KINDS.some((kind) => kind === name);
}
