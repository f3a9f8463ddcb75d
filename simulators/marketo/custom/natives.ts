import { ACTIVITY_TYPES } from '../endpoints/activity-types.ts';

/** Name, trigger and filter of the native sales activities (3.2 of the product's specification). */
const SALES = [
  ['Send Sales Email', 'Is Sent Sales Email', 'Was Sent Sales Email'],
  ['Open Sales Email', 'Opens Sales Email', 'Opened Sales Email'],
  ['Click Sales Email', 'Clicks Link in Sales Email', 'Clicked Link in Sales Email'],
  ['Replied to Sales Email', 'Replies to Sales Email', 'Replied to Sales Email'],
  ['Sales Email Bounced', 'Sales Email Bounces', 'Sales Email Bounced'],
  ['Sales Call Received', 'Receives Sales Call', 'Received Sales Call'],
  ['Add to Sales Campaign', 'Is Added to Sales Campaign', 'Added to Sales Campaign'],
  ['Removed from Sales Campaign', 'Is Removed From Sales Campaign', 'Removed from Sales Campaign'],
] as const;

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));

/** Names that native types have taken, in lower case: no custom type may have them. */
export const NATIVE_NAMES = {
  name: lower([...ACTIVITY_TYPES, ...SALES.map(([name]) => ({ name }))].map(({ name }) => name)),
  triggerName: lower(SALES.map(([, trigger]) => trigger)),
  filterName: lower(SALES.map(([, , filter]) => filter)),
} as const;
