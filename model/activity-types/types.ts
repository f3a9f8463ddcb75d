import type { SalesActivityKind } from '../sales-activity/kinds.ts';
import { ATTRIBUTES, type AttributeDefinition, type AttributeName, EVENT_ID, KIND, SELLER } from './attributes.ts';

/** A custom activity type as it is made in Marketo. */
export interface ActivityTypeDefinition {
  apiName: string;
  name: string;
  triggerName: string;
  filterName: string;
  description: string;
  primary: AttributeDefinition;
  /** The secondary ones: 20 at most (marketo-rest 7.1). */
  attributes: readonly AttributeDefinition[];
}

/** In the description of each type: it tells ours from another vendor's with the same API name. */
export const TYPE_MARK = 'Logged by actions-sync';

const EMAIL = ['sentBy', 'source', 'templateId', 'templateName', 'templateUrl', 'campaignName', 'campaignUrl'] as const;
const CAMPAIGN = ['sentBy', 'source', 'campaignUrl', 'campaignId', 'callStatus'] as const;

type Row = readonly [
  /** As the product calls it (product.md 3.2), with its trigger and filter; each gets the prefix. */
  name: string,
  triggerName: string,
  filterName: string,
  primary: AttributeName,
  secondary: readonly AttributeName[],
];

/** The eight kinds of sales activities: names of product.md 3.2, attributes of 3.3, primary ones of design section 5. */
const KINDS = {
  emailSent: [
    'Send Sales Email',
    'Is Sent Sales Email',
    'Was Sent Sales Email',
    'emailSubject',
    [...EMAIL, 'marketoSalesPersonId'],
  ],
  emailOpened: [
    'Open Sales Email',
    'Opens Sales Email',
    'Opened Sales Email',
    'emailSubject',
    [...EMAIL, 'marketoSalesPersonId'],
  ],
  emailClicked: [
    'Click Sales Email',
    'Clicks Link in Sales Email',
    'Clicked Link in Sales Email',
    'link',
    [...EMAIL, 'emailSubject', 'marketoSalesPersonId'],
  ],
  emailReplied: [
    'Replied to Sales Email',
    'Replies to Sales Email',
    'Replied to Sales Email',
    'receivedBy',
    ['source', 'marketoSalesPersonId'],
  ],
  emailBounced: [
    'Sales Email Bounced',
    'Sales Email Bounces',
    'Sales Email Bounced',
    'email',
    ['sentBy', 'templateId', 'details', 'marketoSalesPersonId'],
  ],
  callReceived: [
    'Sales Call Received',
    'Receives Sales Call',
    'Received Sales Call',
    'callSubject',
    [
      'source',
      'campaignName',
      'campaignUrl',
      'callMadeBy',
      'callStatus',
      'phoneNumberCalled',
      'callDurationSeconds',
      'callRecordingUrl',
      'callAnsweredBy',
      'marketoSalesPersonId',
    ],
  ],
  campaignAdded: [
    'Add to Sales Campaign',
    'Is Added to Sales Campaign',
    'Added to Sales Campaign',
    'campaignName',
    CAMPAIGN,
  ],
  campaignRemoved: [
    'Removed from Sales Campaign',
    'Is Removed From Sales Campaign',
    'Removed from Sales Campaign',
    'campaignName',
    CAMPAIGN,
  ],
} as const satisfies Record<SalesActivityKind, Row>;

export type ActivityKind = SalesActivityKind;
export const ACTIVITY_KINDS = Object.keys(KINDS) as ActivityKind[];

/** Value of the compact layout's Kind attribute: the kind's name in the product. */
export function kindName(kind: ActivityKind): string {
  return KINDS[kind][0];
}

/** Native types have these names already: the prefix keeps them apart. */
const prefixed = (name: string): string => `SIA ${name}`;

function definitionOf(kind: ActivityKind): ActivityTypeDefinition {
  const [name, triggerName, filterName, primary, secondary] = KINDS[kind];
  return {
    apiName: `sia${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    name: prefixed(name),
    triggerName: prefixed(triggerName),
    filterName: prefixed(filterName),
    description: `${TYPE_MARK}: ${name}`,
    primary: ATTRIBUTES[primary],
    attributes: [...secondary.map((one: AttributeName) => ATTRIBUTES[one]), EVENT_ID],
  };
}

/** The eight types by kind. */
export const EIGHT_TYPES: Readonly<Record<ActivityKind, ActivityTypeDefinition>> = {
  emailSent: definitionOf('emailSent'),
  emailOpened: definitionOf('emailOpened'),
  emailClicked: definitionOf('emailClicked'),
  emailReplied: definitionOf('emailReplied'),
  emailBounced: definitionOf('emailBounced'),
  callReceived: definitionOf('callReceived'),
  campaignAdded: definitionOf('campaignAdded'),
  campaignRemoved: definitionOf('campaignRemoved'),
};

const { sentBy, receivedBy, callMadeBy, ...OTHERS } = ATTRIBUTES;

/**
 * One type for all: no triggers of their own per kind, only the constraint Kind. The sellers' three attributes are one,
 * because all 23 would not fit beside the primary one.
 */
export const COMPACT_TYPE: ActivityTypeDefinition = {
  apiName: 'siaSalesActivity',
  name: prefixed('Sales Activity'),
  triggerName: prefixed('Has Sales Activity'),
  filterName: prefixed('Had Sales Activity'),
  description: `${TYPE_MARK}: every kind of sales activity`,
  primary: KIND,
  attributes: [SELLER, ...Object.values(OTHERS), EVENT_ID],
};
/** Attributes that the compact type's Seller stands for: every kind has one of them. */
export const SELLER_ATTRIBUTES: readonly string[] = [sentBy, receivedBy, callMadeBy].map(({ apiName }) => apiName);

/** `eight`: one type per kind. `compact`: one for all. Permanent once set up. */
export type ActivityLayout = 'eight' | 'compact';

export function typesOf(layout: ActivityLayout): readonly ActivityTypeDefinition[] {
  return layout === 'eight' ? Object.values(EIGHT_TYPES) : [COMPACT_TYPE];
}
