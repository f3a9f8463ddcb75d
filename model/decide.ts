import { ERASED_TICKET, type MarketoId, type Ticket } from './ids.ts';
import {
  type Evidence,
  type MarketoPart,
  PERSON_FIELDS,
  type PersonDocument,
  type PersonField,
  type PersonRead,
  type PersonState,
  type PersonValues,
} from './person.ts';

/**
 * What was known about an id before it was read again. A hint alone never removes anyone.
 * deletion, merge  a feed said so        absence  a complete comparison did not get it back, and no feed said why
 */
export type Hint = { kind: 'deletion' } | { kind: 'merge'; winner: MarketoId } | { kind: 'absence' };

/** One id, asked for with one ticket: the answer (or its absence), what was stored, what had been hinted. */
export interface ReadOutcome {
  id: MarketoId;
  ticket: Ticket;
  at: Date;
  evidence: Evidence;
  read: PersonRead | null;
  stored: PersonDocument | undefined;
  hint: Hint | undefined;
}

export interface FieldChange {
  field: PersonField | 'state' | 'ownerId';
  old: string | null;
  new: string | null;
}

/**
 * write   store `part`; `leaves` and `joins` tell how the visible set changes
 * suspect absent without a hint: nothing is written, the id is asked for again
 */
export type Decision =
  | {
      kind: 'write';
      id: MarketoId;
      part: MarketoPart;
      alias: { asOf: Ticket; winner: MarketoId } | null;
      changes: FieldChange[];
      leaves: boolean;
      joins: boolean;
      /** Returned although a feed said it was gone: asked again for 24 h. */
      stillSuspect: boolean;
      /** Nothing was stored under this id when it was looked up. */
      isNew: boolean;
      /** Earlier than any read of this id known so far. */
      isFirst: boolean;
    }
  | { kind: 'suspect'; id: MarketoId }
  | { kind: 'nothing'; id: MarketoId };

/**
 * The whole rule for one id read back (design section 5, "Order of writes" and "Never lose, never invent").
 * Pure: the same outcome always gives the same decision, so repeating a turn is harmless.
 */
export function decide(outcome: ReadOutcome): Decision {
  const { id, stored, read, hint } = outcome;
  if (stored?.marketo?.asOf === ERASED_TICKET) return { kind: 'nothing', id };
  // Nobody but Marketo itself contradicts who is back after an absence.
  if (read !== null) return write(outcome, livingPart(outcome, read), hint !== undefined && hint.kind !== 'absence');
  if (hint !== undefined || isGone(stored)) return write(outcome, gonePart(outcome), false);
  return stored?.marketo === undefined ? { kind: 'nothing', id } : { kind: 'suspect', id };
}

/** A new person over the cap: a stub without personal data; known people go on being updated (Q10). */
export function asOverCap(part: MarketoPart): MarketoPart {
  return { asOf: part.asOf, state: 'overCap', syncedAt: part.syncedAt, evidence: part.evidence };
}

function write(outcome: ReadOutcome, part: MarketoPart, stillSuspect: boolean): Decision {
  const { id, stored, hint, ticket } = outcome;
  const wasVisible = stored?.marketo?.state === 'qualified';
  // A newer read is stored already: this write will lose, so it changes nothing that can be counted.
  const isVisible = isOutdated(stored?.marketo, part) ? wasVisible : part.state === 'qualified';
  const winner = hint?.kind === 'merge' && part.state === 'merged' ? hint.winner : null;
  return {
    kind: 'write',
    id,
    part,
    alias: winner === null ? null : { asOf: ticket, winner },
    changes: changesBetween(stored?.marketo, part),
    leaves: wasVisible && !isVisible,
    joins: !wasVisible && isVisible,
    stillSuspect,
    isNew: stored === undefined,
    isFirst: stored?.firstSeen === undefined || stored.firstSeen.asOf > ticket,
  };
}

function livingPart({ ticket, at, evidence, stored }: ReadOutcome, read: PersonRead): MarketoPart {
  const qualified = read.ownerId !== null && !read.salesforceDeleted;
  const head = { asOf: ticket, state: qualified ? 'qualified' : 'unowned', syncedAt: at, evidence } as const;
  if (qualified) return fullPart(head, read.ownerId, read.values);
  const reason = read.salesforceDeleted ? 'salesforceDeleted' : 'noOwner';
  const stub: MarketoPart = { ...head, leftAt: leftAt(stored?.marketo, at), reason };
  // Known people keep their data for a time (Q1); of the others nothing personal is stored.
  return hasPersonalData(stored?.marketo) ? { ...fullPart(head, read.ownerId, read.values), ...stub } : stub;
}

/** Written out: spread into one object, the values would make it a dictionary, which cost a tenth of a scan's CPU. */
function fullPart(head: MarketoPart, ownerId: string | null, values: PersonValues): MarketoPart {
  return {
    asOf: head.asOf,
    state: head.state,
    syncedAt: head.syncedAt,
    evidence: head.evidence,
    ownerId,
    firstName: values.firstName,
    lastName: values.lastName,
    company: values.company,
    title: values.title,
    email: values.email,
    phone: values.phone,
    linkedInUrl: values.linkedInUrl,
    source: values.source,
    salesforceLeadId: values.salesforceLeadId,
    salesforceContactId: values.salesforceContactId,
    salesforceAccountId: values.salesforceAccountId,
    salesforceOpportunityId: values.salesforceOpportunityId,
  };
}

function gonePart({ ticket, at, evidence, stored, hint }: ReadOutcome): MarketoPart {
  const merged = hint?.kind === 'merge' || stored?.alias !== undefined;
  const before = stored?.marketo;
  const head = { asOf: ticket, state: merged ? 'merged' : 'deleted', syncedAt: at, evidence } as const;
  const part: MarketoPart = { ...head, leftAt: goneAt(before, at) };
  if (!hasPersonalData(before)) return part;
  return { ...part, ownerId: before?.ownerId ?? null, ...valuesOf(before) };
}

function isOutdated(before: MarketoPart | undefined, part: MarketoPart): boolean {
  return before !== undefined && before.asOf >= part.asOf;
}

const GONE: ReadonlySet<PersonState> = new Set(['deleted', 'merged']);

function isGone(stored: PersonDocument | undefined): boolean {
  return stored?.marketo !== undefined && GONE.has(stored.marketo.state);
}

/** Retention of an unowned person counts from the day it left, not from the last read. */
function leftAt(before: MarketoPart | undefined, now: Date): Date {
  return before?.state === 'unowned' ? (before.leftAt ?? now) : now;
}

function goneAt(before: MarketoPart | undefined, now: Date): Date {
  return before !== undefined && GONE.has(before.state) ? (before.leftAt ?? now) : now;
}

function hasPersonalData(part: MarketoPart | undefined): boolean {
  return part !== undefined && PERSON_FIELDS.some((field) => part[field] !== undefined);
}

function valuesOf(part: MarketoPart | undefined): PersonValues {
  return Object.fromEntries(PERSON_FIELDS.map((field) => [field, part?.[field] ?? null])) as PersonValues;
}

/** History of a known person; a first arrival is told by `firstSeen` instead. */
function changesBetween(before: MarketoPart | undefined, after: MarketoPart): FieldChange[] {
  if (before === undefined || isOutdated(before, after)) return [];
  const changes: FieldChange[] = [];
  const compare = (field: FieldChange['field'], old: string | null | undefined, now: string | null | undefined) => {
    if ((old ?? null) !== (now ?? null)) changes.push({ field, old: old ?? null, new: now ?? null });
  };
  compare('state', before.state, after.state);
  compare('ownerId', before.ownerId, after.ownerId);
  // Fields of a tombstone or stub are absent, which says nothing about the values themselves.
  if (hasPersonalData(before) && hasPersonalData(after)) {
    for (const field of PERSON_FIELDS) compare(field, before[field], after[field]);
  }
  return changes;
}
