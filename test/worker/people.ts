import type { MarketoId } from '../../model/ids.ts';
import { PERSON_FIELDS, type PersonField } from '../../model/person.ts';
import type { MarketoInstance } from '../../simulators/marketo/index.ts';
import type { Store } from '../../store/types.ts';

/** The REST name of each field, written down again: a test that shares the product's table can't find its mistakes. */
const REST_NAMES: Record<PersonField, string> = {
  firstName: 'firstName',
  lastName: 'lastName',
  company: 'company',
  title: 'title',
  email: 'email',
  phone: 'phone',
  linkedInUrl: 'linkedInProfileURL',
  source: 'leadSource',
  salesforceLeadId: 'sfdcLeadId',
  salesforceContactId: 'sfdcContactId',
  salesforceAccountId: 'sfdcAccountId',
  salesforceOpportunityId: 'sfdcOpptyId',
};

type Line = Record<PersonField | 'ownerId', string | null>;

/** Who must be visible, and how: owned by a user, not deleted in Salesforce. */
export function truthOf(instance: MarketoInstance): Map<number, Line> {
  const lines = new Map<number, Line>();
  for (const line of instance.truth({ owned: true })) {
    if (line.sfdcIsDeleted === true) continue;
    const values = PERSON_FIELDS.map((field) => {
      const value = line[REST_NAMES[field]];
      return [field, value === undefined || value === null || value === '' ? null : String(value)] as const;
    });
    lines.set(line.id, {
      ...(Object.fromEntries(values) as Record<PersonField, string | null>),
      ownerId: line.ownerId,
    });
  }
  return lines;
}

/** Who is visible in our database. */
export async function storedIn(store: Store): Promise<Map<number, Line>> {
  const lines = new Map<number, Line>();
  for await (const { _id, marketo } of store.people.stream({ all: false })) {
    const values = PERSON_FIELDS.map((field) => [field, marketo?.[field] ?? null] as const);
    lines.set(_id satisfies MarketoId, {
      ...(Object.fromEntries(values) as Record<PersonField, string | null>),
      ownerId: marketo?.ownerId ?? null,
    });
  }
  return lines;
}

const OWNERS_TEXT = [
  'leadOwnerFirstName',
  'leadOwnerLastName',
  'leadOwnerEmailAddress',
  'leadOwnerPhoneNumber',
  'leadOwnerJobTitle',
];
const PERSONS_TEXT = ['firstName', 'lastName', 'company', 'title', 'email', 'phone', 'linkedInUrl'] as const;

/** Names, addresses and the like of everyone and their owners; four characters at least, shorter ones prove nothing. */
export function* personalTexts(instance: MarketoInstance): Generator<string> {
  const fields = [...PERSONS_TEXT.map((field) => REST_NAMES[field]), ...OWNERS_TEXT];
  for (const line of instance.truth({ fields })) {
    for (const field of fields) {
      const value = line[field];
      if (typeof value === 'string' && value.length >= 4) yield value;
    }
  }
}
