/** Salesforce user ids begin with 005, queues with 00G (design section 2). 15 or 18 characters. */
const SALESFORCE_USER = /^005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/;
const SALESFORCE_QUEUE = /^00G/;

/** The default owner field holds Salesforce ids; an overridden one may hold any key of a sales person. */
export type OwnerFieldKind = 'salesforceUser' | 'anyKey';

/**
 * The owner that a person's owner field names, or null: empty, a queue, or (default field) no user id.
 * Source: product.md 2.1, Q1.
 */
export function ownerOf(value: string | null, kind: OwnerFieldKind): string | null {
  const trimmed = value?.trim() ?? '';
  if (trimmed === '' || isQueue(trimmed)) return null;
  if (kind === 'salesforceUser' && !SALESFORCE_USER.test(trimmed)) return null;
  return trimmed;
}

export function isQueue(owner: string): boolean {
  return SALESFORCE_QUEUE.test(owner.trim());
}
