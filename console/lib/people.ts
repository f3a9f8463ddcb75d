import type { Person } from '../../api/schemas/people.ts';
import type { Told } from './told.ts';
import type { Tone } from './tone.ts';

/** First and last name, as far as there are any. */
export function nameOf({
  firstName,
  lastName,
  marketoId,
}: Pick<Told<Person>, 'firstName' | 'lastName' | 'marketoId'>): string {
  const name = [firstName, lastName].filter(Boolean).join(' ').trim();
  return name === '' ? `Person ${marketoId}` : name;
}

export const STATES: Readonly<Record<string, { text: string; tone: Tone }>> = {
  qualified: { text: 'Here', tone: 'ok' },
  unowned: { text: 'No owner', tone: 'idle' },
  deleted: { text: 'Deleted', tone: 'warn' },
  merged: { text: 'Merged', tone: 'info' },
  erased: { text: 'Erased', tone: 'warn' },
  overCap: { text: 'Over the cap', tone: 'warn' },
};

/** The thirteen fields that are synced, as people call them. */
export const FIELDS = [
  ['firstName', 'First name'],
  ['lastName', 'Last name'],
  ['company', 'Company'],
  ['title', 'Title'],
  ['email', 'E-mail'],
  ['phone', 'Phone'],
  ['linkedInUrl', 'LinkedIn'],
  ['source', 'Source'],
  ['salesforceLeadId', 'Salesforce lead'],
  ['salesforceContactId', 'Salesforce contact'],
  ['salesforceAccountId', 'Salesforce account'],
  ['salesforceOpportunityId', 'Salesforce opportunity'],
] as const;

const NAMES: ReadonlyMap<string, string> = new Map<string, string>([
  ...FIELDS,
  ['ownerId', 'Owner'],
  ['state', 'State'],
  ['reason', 'Reason'],
]);

/** A field of a person as people call it. */
export function fieldName(field: string): string {
  return NAMES.get(field) ?? field;
}
