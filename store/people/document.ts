import type { MarketoId, Ticket } from '../../model/ids.ts';
import { type MarketoPart, PERSON_FIELDS, type PersonDocument } from '../../model/person.ts';

/**
 * `people.marketo` as stored: one member more, the address in the form that is searched, so that a search by address
 * can use an ordinary index. It lives inside `marketo` so that whatever drops the address drops it too.
 */
export type StoredPart = MarketoPart & { emailKey?: string };

/** `_id` and the sync's own members; the app's data beside them is never read. */
export interface StoredPerson {
  _id: MarketoId;
  marketo?: StoredPart;
  alias?: { asOf: Ticket; winner: MarketoId };
  firstSeen?: PersonDocument['firstSeen'];
}

export const PERSON_PROJECTION = { marketo: 1, alias: 1, firstSeen: 1 } as const;

/**
 * The only maker of `people.marketo`. MongoDB's `$max` compares embedded documents key by key in stored order, so the
 * newer read wins only because `asOf` is the first key; the other keys' order is fixed too, so that a repeated write
 * is equal to the stored one and changes nothing. Empty fields are left out (a quarter of all bytes); `ownerId`, null or
 * not, says that the part has personal data.
 */
export function toStoredPart(part: MarketoPart): StoredPart {
  // One fixed shape: members that are undefined are not stored (`ignoreUndefined`).
  return {
    asOf: part.asOf,
    state: part.state,
    syncedAt: part.syncedAt,
    evidence: part.evidence,
    leftAt: part.leftAt,
    reason: part.reason,
    ownerId: part.ownerId,
    firstName: part.firstName ?? undefined,
    lastName: part.lastName ?? undefined,
    company: part.company ?? undefined,
    title: part.title ?? undefined,
    email: part.email ?? undefined,
    phone: part.phone ?? undefined,
    linkedInUrl: part.linkedInUrl ?? undefined,
    source: part.source ?? undefined,
    salesforceLeadId: part.salesforceLeadId ?? undefined,
    salesforceContactId: part.salesforceContactId ?? undefined,
    salesforceAccountId: part.salesforceAccountId ?? undefined,
    salesforceOpportunityId: part.salesforceOpportunityId ?? undefined,
    emailKey: typeof part.email === 'string' ? emailKey(part.email) : undefined,
  };
}

/** What is left of a person whose personal data is dropped. Equal `asOf`: a later read still wins. */
export function withoutPersonalData({ asOf, state, syncedAt, evidence, leftAt, reason }: MarketoPart): StoredPart {
  const stub: MarketoPart = { asOf, state, syncedAt, evidence };
  if (leftAt !== undefined) stub.leftAt = leftAt;
  if (reason !== undefined) stub.reason = reason;
  return toStoredPart(stub);
}

export function toPerson({ _id, marketo, alias, firstSeen }: StoredPerson): PersonDocument {
  const person: PersonDocument = { _id };
  if (marketo !== undefined) {
    const { emailKey: _, ...part } = marketo;
    person.marketo = part;
    if (part.ownerId !== undefined) for (const field of PERSON_FIELDS) part[field] ??= null;
  }
  if (alias !== undefined) person.alias = alias;
  if (firstSeen !== undefined) person.firstSeen = firstSeen;
  return person;
}

/** An address as it is compared: without surrounding blanks, lower case. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}
