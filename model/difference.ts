import { ERASED_TICKET } from './ids.ts';
import { PERSON_FIELDS, type PersonDocument, type PersonField, type PersonRead } from './person.ts';

/**
 * missing           qualified in Marketo, not visible here      stale  visible, but the owner or a field differs
 * extra             visible here, not returned by Marketo
 * wronglyQualified  visible here, but without owner, with a queue, or deleted in Salesforce
 */
export const DIFFERENCES = ['missing', 'extra', 'stale', 'wronglyQualified'] as const;
/** How MongoDB may differ from Marketo. */
export type DifferenceKind = (typeof DIFFERENCES)[number];

export interface Difference {
  kind: DifferenceKind;
  /** Of a `stale` person: what differs. Names alone, never values. */
  fields: (PersonField | 'ownerId')[];
}

/**
 * How the visible set differs from what Marketo answered for one id, or null. `hasRoom`: fewer people than `people.cap`
 * are visible; without room a person over the cap is rightly out of sight (Q10).
 */
export function differenceOf(
  stored: PersonDocument | undefined,
  read: PersonRead | null,
  hasRoom: boolean,
): Difference | null {
  const part = stored?.marketo;
  if (part?.asOf === ERASED_TICKET) return null;
  const visible = part?.state === 'qualified';
  const qualified = read !== null && read.ownerId !== null && !read.salesforceDeleted;
  if (!qualified) return visible ? { kind: read === null ? 'extra' : 'wronglyQualified', fields: [] } : null;
  if (!visible) return part?.state === 'overCap' && !hasRoom ? null : { kind: 'missing', fields: [] };
  const fields: Difference['fields'] = PERSON_FIELDS.filter((field) => (part[field] ?? null) !== read.values[field]);
  if ((part.ownerId ?? null) !== read.ownerId) fields.push('ownerId');
  return fields.length === 0 ? null : { kind: 'stale', fields };
}
