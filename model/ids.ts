/** Key of a person: Marketo's own id. Marketo never reuses one (marketo-rest 5.7). */
export type MarketoId = number & { readonly __brand: 'MarketoId' };

/** A number taken from one counter before a read; the newer ticket's read wins (design section 5). */
export type Ticket = number & { readonly __brand: 'Ticket' };

/** Marketo ids are positive integers; anything larger than 2^53 - 1 could not be compared exactly. */
export function isMarketoId(value: unknown): value is MarketoId {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Ticket of an erased person: above every ticket that will ever be taken, so nothing brings the person back. */
export const ERASED_TICKET = Number.MAX_SAFE_INTEGER as Ticket;
