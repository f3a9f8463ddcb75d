import type { Hint, ReadOutcome } from '../../model/decide.ts';
import type { MarketoId, Ticket } from '../../model/ids.ts';
import {
  type MarketoPart,
  PERSON_FIELDS,
  type PersonDocument,
  type PersonRead,
  type PersonState,
  type PersonValues,
} from '../../model/person.ts';

export const ID = 4711 as MarketoId;
export const WINNER = 42 as MarketoId;
export const NOW = new Date('2026-11-24T12:00:00Z');
export const EARLIER = new Date('2026-11-20T12:00:00Z');
export const USER = '005000000000001AAA';

export const ticket = (value: number) => value as Ticket;

/** Every field filled, so that a field that goes missing is seen. */
export const VALUES = Object.fromEntries(PERSON_FIELDS.map((field) => [field, `${field} value`])) as PersonValues;

export const READS = {
  qualified: { id: ID, ownerId: USER, salesforceDeleted: false, values: VALUES },
  unowned: { id: ID, ownerId: null, salesforceDeleted: false, values: VALUES },
  salesforceDeleted: { id: ID, ownerId: USER, salesforceDeleted: true, values: VALUES },
  absent: null,
} satisfies Record<string, PersonRead | null>;

export const HINTS = {
  none: undefined,
  deletion: { kind: 'deletion' },
  merge: { kind: 'merge', winner: WINNER },
  absence: { kind: 'absence' },
} satisfies Record<string, Hint | undefined>;

/** A stored person; `personal`: with the fields, as long as retention keeps them. */
export function stored(state: PersonState, { asOf = 1, personal = state === 'qualified' } = {}): PersonDocument {
  const head: MarketoPart = { asOf: ticket(asOf), state, syncedAt: EARLIER, evidence: 'initialScan' };
  const left = state === 'qualified' || state === 'overCap' ? {} : { leftAt: EARLIER };
  const marketo = { ...head, ...left, ...(personal ? { ownerId: USER, ...VALUES } : {}) };
  const alias = state === 'merged' ? { alias: { asOf: ticket(asOf), winner: WINNER } } : {};
  return { _id: ID, marketo, ...alias };
}

export function outcome(change: Partial<ReadOutcome>): ReadOutcome {
  const base = { id: ID, ticket: ticket(10), at: NOW, evidence: 'leadChange', read: null } as const;
  return { ...base, stored: undefined, hint: undefined, ...change };
}

/** Names of the members of a stored part that are personal data. */
export function personalMembers(part: MarketoPart): string[] {
  return [...PERSON_FIELDS, 'ownerId' as const].filter((name) => name in part);
}
