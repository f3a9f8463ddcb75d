/** The eight events of a sales app that are logged (product.md 3.2). */
export const SALES_ACTIVITY_KINDS = [
  'emailSent',
  'emailOpened',
  'emailClicked',
  'emailReplied',
  'emailBounced',
  'callReceived',
  'campaignAdded',
  'campaignRemoved',
] as const;
/** Kind of a sales activity. */
export type SalesActivityKind = (typeof SALES_ACTIVITY_KINDS)[number];

/** Where an activity is logged; each one's work is a branch of its own (design section 5). */
export const VENDORS = ['marketo', 'salesforce'] as const;
/** Where an activity is logged. */
export type Vendor = (typeof VENDORS)[number];
