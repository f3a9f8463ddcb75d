import { AppError } from './errors/app-error.ts';
import type { MarketoId } from './ids.ts';
import { PERSON_FIELDS, type PersonField, type PersonRead } from './person.ts';
import { type OwnerFieldKind, ownerOf } from './qualification.ts';

/** REST names by default; standing of each: product.md 2.2. */
const DEFAULT_REST_NAMES: Record<PersonField, string> = {
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

const DEFAULT_OWNER_FIELD = 'sfdcLeadOwnerId';

/** Marketo keeps a person that Salesforce deleted and sets this flag; only its label is known (marketo-rest 4.3). */
const SALESFORCE_DELETED_LABEL = 'SFDC Is Deleted';

/** One field as Describe offers it over REST. */
export interface DescribedField {
  restName: string;
  displayName: string;
}

/** What the operator may override: Q9. */
export interface FieldOverrides {
  owner?: string;
  linkedInUrl?: string;
  salesforceOpportunityId?: string;
}

/** Our names to the REST names of this instance; `null` where the instance lacks the field. */
export interface FieldMap {
  owner: string;
  ownerKind: OwnerFieldKind;
  salesforceDeleted: string | null;
  fields: Record<PersonField, string | null>;
}

/**
 * Resolves the fixed map against Describe. Optional fields that are absent are left out; a missing owner field or
 * override stops, because asking for an unknown field fails the whole call (1006).
 * @throws AppError `people.ownerFieldMissing`, `people.fieldMissing`
 */
export function resolveFieldMap(described: readonly DescribedField[], overrides: FieldOverrides = {}): FieldMap {
  const offered = new Map(described.map((field) => [field.restName.toLowerCase(), field.restName]));
  const lookup = (name: string) => offered.get(name.toLowerCase()) ?? null;
  const overridden = (name: string | undefined, fallback: string) => {
    if (name === undefined) return lookup(fallback);
    const found = lookup(name);
    if (found === null) throw new AppError('people.fieldMissing', { details: { field: name } });
    return found;
  };

  const owner = lookup(overrides.owner ?? DEFAULT_OWNER_FIELD);
  if (owner === null) {
    throw new AppError('people.ownerFieldMissing', { details: { field: overrides.owner ?? DEFAULT_OWNER_FIELD } });
  }
  const fields = Object.fromEntries(
    PERSON_FIELDS.map((field) => [
      field,
      field === 'linkedInUrl' || field === 'salesforceOpportunityId'
        ? overridden(overrides[field], DEFAULT_REST_NAMES[field])
        : lookup(DEFAULT_REST_NAMES[field]),
    ]),
  ) as Record<PersonField, string | null>;
  const flag = described.find((field) => field.displayName === SALESFORCE_DELETED_LABEL);
  return {
    owner,
    ownerKind: owner.toLowerCase() === DEFAULT_OWNER_FIELD.toLowerCase() ? 'salesforceUser' : 'anyKey',
    salesforceDeleted: flag?.restName ?? null,
    fields,
  };
}

/** The REST names to ask for and to watch, each once. */
export function requestedFields(map: FieldMap): string[] {
  const names = [map.owner, map.salesforceDeleted, ...Object.values(map.fields)];
  return [...new Set(names.filter((name) => name !== null))];
}

export function absentFields(map: FieldMap): PersonField[] {
  return PERSON_FIELDS.filter((field) => map.fields[field] === null);
}

/** A record of leads.json in our names. Values that are not text become text; a missing member is null. */
export function toPersonRead(record: Readonly<Record<string, unknown>> & { id: MarketoId }, map: FieldMap): PersonRead {
  const { fields } = map;
  return {
    id: record.id,
    ownerId: ownerOf(textAt(record, map.owner), map.ownerKind),
    salesforceDeleted: map.salesforceDeleted !== null && isTrue(record[map.salesforceDeleted]),
    // Written out: an object made from entries is a dictionary to the engine, ten times slower to copy.
    values: {
      firstName: textAt(record, fields.firstName),
      lastName: textAt(record, fields.lastName),
      company: textAt(record, fields.company),
      title: textAt(record, fields.title),
      email: textAt(record, fields.email),
      phone: textAt(record, fields.phone),
      linkedInUrl: textAt(record, fields.linkedInUrl),
      source: textAt(record, fields.source),
      salesforceLeadId: textAt(record, fields.salesforceLeadId),
      salesforceContactId: textAt(record, fields.salesforceContactId),
      salesforceAccountId: textAt(record, fields.salesforceAccountId),
      salesforceOpportunityId: textAt(record, fields.salesforceOpportunityId),
    },
  };
}

function textAt(record: Readonly<Record<string, unknown>>, restName: string | null): string | null {
  return restName === null ? null : toText(record[restName]);
}

/** Text is kept exactly, NUL alone removed (marketo-rest 14.15); empty means absent (marketo-rest 2.1). */
function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const clean = text.includes('\u0000') ? text.replaceAll('\u0000', '') : text;
  return clean === '' ? null : clean;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|1)$/i.test(value));
}
