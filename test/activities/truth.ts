import { expect } from 'vitest';
import { PERSON_FIELDS, type PersonField } from '../../model/person.ts';
import type { MarketoInstance } from '../../simulators/marketo/index.ts';
import type { Rig } from './rig.ts';

/** Our names to Marketo's, written down a second time: a test that shared the product's map could not find it wrong. */
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

export type Line = Record<PersonField | 'ownerId', string | null> & { id: number };

/** Who must be visible: owned by a user, not deleted in Salesforce. */
export function truthOf(instance: MarketoInstance): Line[] {
  return [...instance.truth({ owned: true })]
    .filter((person) => person.sfdcIsDeleted !== true)
    .map((person) => {
      const fields = PERSON_FIELDS.map((field) => [field, textOf(person[REST_NAMES[field]])]);
      return { id: person.id, ownerId: person.ownerId, ...Object.fromEntries(fields) };
    });
}

const textOf = (value: string | number | boolean | null | undefined) =>
  value === undefined || value === null || value === '' ? null : String(value);

export async function visibleIn({ store }: Pick<Rig, 'store'>): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const { _id, marketo } of store.people.stream({ all: false })) {
    const fields = PERSON_FIELDS.map((field) => [field, marketo?.[field] ?? null]);
    lines.push({ id: _id, ownerId: marketo?.ownerId ?? null, ...Object.fromEntries(fields) });
  }
  return lines;
}

/** The visible people are exactly the truth, field by field; the running count agrees. */
export async function expectTruth(rig: Pick<Rig, 'store' | 'instance'>): Promise<void> {
  const truth = truthOf(rig.instance);
  expect(await visibleIn(rig)).toEqual(truth);
  expect((await rig.store.peopleState.get()).visible).toBe(truth.length);
}

/** The n-th person of the truth. */
export function someone(instance: MarketoInstance, n = 0): Line {
  const person = truthOf(instance)[n];
  if (person === undefined) throw new Error(`fewer than ${n + 1} visible people`);
  return person;
}
