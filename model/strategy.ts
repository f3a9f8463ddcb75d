/**
 * How the initial sync reads everyone (design section 5, "People, initial").
 * ids   every id from 1 to the highest, 300 a call     bulk  exports: windows of createdAt, or one smart list
 * crm   ids of owned Leads and Contacts from Salesforce, then these people, 300 a call
 */
export const STRATEGIES = ['ids', 'bulk', 'crm'] as const;
/** How everyone is read (docs/people.md). */
export type Strategy = (typeof STRATEGIES)[number];

/** What the progress of a strategy counts. */
export const STRATEGY_UNITS: Record<Strategy, string> = {
  ids: 'ids',
  bulk: 'exported people',
  crm: 'Salesforce records',
};
