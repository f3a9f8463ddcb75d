import type { MarketoId, Ticket } from './ids.ts';

/**
 * The synced fields beside the Marketo ID, which makes thirteen (product.md 2.2).
 * Our names; the REST names are resolved from Describe at run time (`field-map.ts`).
 */
export const PERSON_FIELDS = [
  'firstName',
  'lastName',
  'company',
  'title',
  'email',
  'phone',
  'linkedInUrl',
  'source',
  'salesforceLeadId',
  'salesforceContactId',
  'salesforceAccountId',
  'salesforceOpportunityId',
] as const;

export type PersonField = (typeof PERSON_FIELDS)[number];
export type PersonValues = Record<PersonField, string | null>;

/**
 * qualified  has an owner: the only visible state
 * unowned    no owner, or a queue
 * deleted    asked for after a deletion record, and absent
 * merged     asked for after a merge record, and absent
 * erased     removed for privacy; never comes back
 * overCap    qualified, but new while `people.cap` was reached
 */
export const PERSON_STATES = ['qualified', 'unowned', 'deleted', 'merged', 'erased', 'overCap'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** States whose people still have personal data for a while, so that they can be found by it. */
export const SEARCHED_STATES = ['qualified', 'unowned', 'deleted', 'merged'] as const satisfies PersonState[];
export type SearchedState = (typeof SEARCHED_STATES)[number];

/** What led to a read: shown by `people explain`. */
export const EVIDENCE = [
  'initialScan',
  'bulkExtract',
  'crmScan',
  'reconcile',
  'leadChange',
  'activity',
  'deletion',
  'merge',
  'suspect',
  'resync',
  'overlap',
  'push',
  'approve',
  'erase',
] as const;
export type Evidence = (typeof EVIDENCE)[number];

/**
 * `people.marketo`, written whole with `$max`. Key order is part of the format: MongoDB compares embedded
 * documents key by key, so `asOf` must come first.
 */
export type MarketoPart = {
  asOf: Ticket;
  state: PersonState;
  /** When the read that this part comes from was answered. */
  syncedAt: Date;
  evidence: Evidence;
  /** Since when the person is out of the visible set; retention counts from here. Absent while qualified. */
  leftAt?: Date;
  /** Why a living person is `unowned`. */
  reason?: 'noOwner' | 'salesforceDeleted';
  ownerId?: string | null;
} & Partial<PersonValues>;

export interface MergeAlias {
  asOf: Ticket;
  winner: MarketoId;
}

/** A document of collection `people`. The sync owns `marketo`, `alias` and `firstSeen`; all else is the app's. */
export interface PersonDocument {
  _id: MarketoId;
  marketo?: MarketoPart;
  alias?: MergeAlias;
  firstSeen?: { asOf: Ticket; at: Date; evidence: Evidence };
}

/** One person as Marketo answered: the owner and the fields, by our names. */
export interface PersonRead {
  id: MarketoId;
  ownerId: string | null;
  salesforceDeleted: boolean;
  values: PersonValues;
}
