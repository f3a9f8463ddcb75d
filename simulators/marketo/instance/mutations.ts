import { isoSecond } from '../../lib/population/derive.ts';
import { COMPUTED } from '../people/computed.ts';
import { FIELD_BY_NAME, type Value, type Values } from '../people/fields.ts';
import { type EmailStatus, followAddress, leftBehindBy } from './opt-outs.ts';
import { type AttributeValue, TYPE } from './rows.ts';
import type { Draft, InstanceState } from './state.ts';

/** A mutation that can't be done; `fix` says what to do instead. */
export class MutationError extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}

/** How a change shows in its activity records. */
export interface ChangeOptions {
  /** No record at all and no new updatedAt: company updates, owner look-ups, formulas (statement 60). */
  readonly silent?: boolean;
  readonly reason?: string;
  readonly source?: string;
}

const OWNER = 'sfdcLeadOwnerId';
// Set by Marketo itself, whatever anybody asks for.
const UNTOUCHABLE = new Set(['id', 'createdAt', 'updatedAt', ...Object.keys(COMPUTED)]);

/** Full name as records carry it; empty for a nameless person. */
export function fullName(state: InstanceState, id: number): string {
  return String(state.book.reader(id)?.('mktoName') ?? '');
}

function checkFields(values: Values): void {
  for (const name of Object.keys(values)) {
    if (!FIELD_BY_NAME.has(name))
      throw new MutationError(`Field '${name}' not found`, 'use a REST name of describe.json');
    if (UNTOUCHABLE.has(name)) throw new MutationError(`Field '${name}' is set by Marketo`, 'leave it out');
  }
}

function demand(state: InstanceState, id: number): (field: string) => Value {
  const read = state.book.reader(id);
  if (read === undefined) throw new MutationError(`no living person ${id}`, 'ask GET /control/truth for living ids');
  return read;
}

/** NUL can't be stored by Marketo; everything else in a text is kept (14.15). */
const clean = (value: Value): Value => (typeof value === 'string' ? value.replaceAll('\0', '') : value);

function changeDrafts(
  state: InstanceState,
  id: number,
  name: string,
  old: Value,
  next: Value,
  o: ChangeOptions,
): Draft[] {
  const reason = o.reason ?? 'Web service API';
  const source = o.source ?? 'Web service API';
  const attributes: [string, AttributeValue][] = [
    ['Reason', reason],
    ['Source', source],
  ];
  const change: Draft = { leadId: id, type: TYPE.changeDataValue, change: { field: name, old, new: next }, attributes };
  if (name !== OWNER) return [change];
  const owner: Draft = {
    leadId: id,
    type: TYPE.changeOwner,
    attributes: [
      ['Owner', next],
      ['Old Owner', old],
    ],
  };
  return state.switches.ownerChangeWrites13 ? [owner, change] : [owner];
}

/** Records of a person's way into or through the CRM: a lead id arrives (19), a lead becomes a contact (21). */
function crmDrafts(id: number, read: (field: string) => Value, next: Values): Draft[] {
  const { sfdcLeadId, sfdcContactId } = next;
  const arrives = (sfdcLeadId ?? sfdcContactId ?? null) !== null && read('sfdcId') === null;
  const converts = (sfdcContactId ?? null) !== null && read('sfdcContactId') === null && read('sfdcLeadId') !== null;
  const drafts: Draft[] = [];
  if (arrives)
    drafts.push({ leadId: id, type: TYPE.syncToSfdc, attributes: [['SFDC Type', sfdcContactId ? 'Contact' : 'Lead']] });
  if (converts)
    drafts.push({ leadId: id, type: TYPE.convertLead, attributes: [['SFDC Account ID', next.sfdcAccountId ?? null]] });
  return drafts;
}

function sfdcType(values: Values): Values {
  if ((values.sfdcContactId ?? null) !== null) return { sfdcType: 'Contact', personType: 'contact', isLead: false };
  if ((values.sfdcLeadId ?? null) !== null) return { sfdcType: 'Lead', personType: 'lead', isLead: true };
  return {};
}

/** Makes a person and its New Lead record; returns the id. */
export function createPerson(state: InstanceState, given: Values, source = 'Web service API'): number {
  checkFields(given);
  const id = state.book.nextId;
  const now = isoSecond(state.now());
  const values: Values = {
    personType: 'lead',
    isLead: true,
    isAnonymous: false,
    leadPartitionId: 1,
    unsubscribed: false,
  };
  for (const [name, value] of Object.entries(given)) values[name] = clean(value);
  const status = followAddress(state, { id: undefined, email: null, unsubscribed: false }, given);
  const { unsubscribed } = status;
  Object.assign(values, sfdcType(given), { id, unsubscribed, createdAt: now, updatedAt: now });
  values.originalSourceType = source;
  const name = [values.firstName, values.lastName].filter(Boolean).join(' ');
  const drafts: Draft[] = [
    {
      leadId: id,
      type: TYPE.newLead,
      primaryId: id,
      primary: name,
      attributes: [
        ['Created Date', now.slice(0, 10)],
        ['Source Type', source],
      ],
    },
    ...crmDrafts(id, () => null, given),
  ];
  const { optOuts } = status;
  state.commit({ put: [[id, values], ...status.put], drafts: [...drafts, ...status.drafts], optOuts });
  return id;
}

/** Changes fields of a person; returns the names whose value really changed. */
export function updatePerson(state: InstanceState, id: number, given: Values, o: ChangeOptions = {}): string[] {
  checkFields(given);
  const read = demand(state, id);
  const next: Values = {};
  for (const [name, value] of Object.entries(given)) {
    const cleaned = clean(value);
    if (cleaned !== read(name)) next[name] = cleaned;
  }
  const status = settleStatus(state, id, next, o.silent === true);
  const names = Object.keys(next);
  if (names.length === 0) return [];
  const { put = [], optOuts = [] } = status ?? {};
  if (o.silent === true) {
    state.commit({ put: [[id, next], ...put], optOuts });
    return names;
  }
  const drafts = [
    ...crmDrafts(id, read, next),
    ...names.flatMap((name) => changeDrafts(state, id, name, read(name), next[name] ?? null, o)),
  ];
  // The visible updatedAt moves for standard fields only (pitfall 13).
  const standard = names.some((name) => FIELD_BY_NAME.get(name)?.custom === false);
  const stamp: Values = standard ? { updatedAt: isoSecond(state.now()) } : {};
  const own: Values = { ...next, ...sfdcType(next), ...stamp };
  state.commit({ put: [[id, own], ...put], drafts: [...drafts, ...(status?.drafts ?? [])], optOuts });
  return names;
}

/** Puts the flag that the address has into the values; returns what follows for others, undefined for nothing. */
function settleStatus(state: InstanceState, id: number, next: Values, silent: boolean): EmailStatus | undefined {
  if (!('email' in next) && !('unsubscribed' in next)) return undefined;
  const read = demand(state, id);
  const unsubscribed = read('unsubscribed') === true;
  const status = followAddress(state, { id, email: read('email'), unsubscribed }, next, silent);
  if (status.unsubscribed === unsubscribed) delete next.unsubscribed;
  else next.unsubscribed = status.unsubscribed;
  return status;
}

/** Deletes a person in Marketo: type 37, the id never comes back. */
export function deletePerson(state: InstanceState, id: number): void {
  demand(state, id);
  const drafts: Draft[] = [{ leadId: id, type: TYPE.deleteLead, primaryId: id, primary: fullName(state, id) }];
  state.commit({ gone: [[id, null]], drafts, optOuts: leftBehindBy(state, id) });
}

/** Salesforce's deletion: the person stays, flagged, with a type 29. */
export function deleteInSfdc(state: InstanceState, id: number): void {
  const read = demand(state, id);
  if (read('sfdcId') === null) throw new MutationError(`person ${id} is not in Salesforce`, 'choose one with sfdcId');
  state.commit({ put: [[id, { sfdcIsDeleted: true }]], drafts: [{ leadId: id, type: TYPE.deleteFromSfdc }] });
}

/**
 * Changes company-level values of everybody in a company without a type 13 (or with one on a single person, by
 * switch); returns the ids changed.
 */
export function updateCompany(state: InstanceState, company: string, values: Values): number[] {
  for (const name of Object.keys(values)) {
    if (FIELD_BY_NAME.get(name)?.company !== true)
      throw new MutationError(`'${name}' is not a company field`, 'see fields.ts');
  }
  const ids: number[] = [];
  for (const id of state.book.living()) {
    if (state.book.reader(id)?.('company') === company) ids.push(id);
  }
  ids.forEach((id, index) => {
    const silent = index > 0 || state.switches.companyUpdateWrites13 === 'none';
    updatePerson(state, id, values, { silent });
  });
  return ids;
}
