import type { FieldChange } from '../../model/decide.ts';
import type { MarketoId, Ticket } from '../../model/ids.ts';
import type { MarketoPart, PersonValues } from '../../model/person.ts';
import type { PersonWrite } from '../../store/types.ts';

export const personId = (id: number) => id as MarketoId;
export const ticket = (value: number) => value as Ticket;
export const EPOCH = Date.UTC(2026, 10, 24);

export const VALUES: PersonValues = {
  firstName: 'Ada',
  lastName: 'Byron',
  company: 'Engines',
  title: null,
  email: ' Ada@Example.com ',
  phone: null,
  linkedInUrl: null,
  source: null,
  salesforceLeadId: null,
  salesforceContactId: null,
  salesforceAccountId: null,
  salesforceOpportunityId: null,
};

/** A part as `decide` makes it for a qualified person, read with `asOf`. */
export function qualifiedPart(asOf: number, change: Partial<MarketoPart> = {}): MarketoPart {
  const syncedAt = new Date(EPOCH + asOf);
  return {
    asOf: ticket(asOf),
    state: 'qualified',
    syncedAt,
    evidence: 'leadChange',
    ownerId: '005A',
    ...VALUES,
    ...change,
  };
}

export function personWrite(id: number, part: MarketoPart, extra: Partial<PersonWrite> = {}): PersonWrite {
  return {
    kind: 'write',
    id: personId(id),
    part,
    alias: null,
    changes: [],
    leaves: false,
    joins: false,
    stillSuspect: false,
    isNew: false,
    isFirst: true,
    ...extra,
  };
}

export function change(field: FieldChange['field'], old: string | null, now: string | null): FieldChange {
  return { field, old, new: now };
}
