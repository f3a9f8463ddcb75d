import type { Org } from '../org/org.ts';
import type { Value, Values } from '../records/row.ts';
import type { Caller } from '../writes/caller.ts';
import { createRecord, demandObject } from '../writes/records.ts';
import { ActorError, actor, demand, patch, pointingTo } from './actor.ts';

export interface Conversion {
  readonly leadId: string;
  /** Into this account; a new one when absent. */
  readonly accountId?: string | undefined;
  /** Into this contact; a new one when absent. */
  readonly contactId?: string | undefined;
  /** Makes an opportunity too. */
  readonly opportunity?: boolean | undefined;
  /** The user who converts. */
  readonly as?: string | undefined;
}

export interface Converted {
  readonly accountId: string;
  readonly contactId: string;
  readonly opportunityId: string | null;
}

const DAY_MS = 86_400_000;
/** Lead fields that a new contact takes over under the same name. */
const CARRIED = [
  'LastName',
  'FirstName',
  'Salutation',
  'Title',
  'Phone',
  'MobilePhone',
  'Email',
  'LeadSource',
  'DoNotCall',
  'LinkedIn_URL__c',
];

function make(caller: Caller, object: string, values: Readonly<Record<string, Value | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return createRecord(caller, demandObject(caller, object), Object.fromEntries(given)).id;
}

function makeContact(caller: Caller, lead: Values, accountId: string): string {
  const carried = Object.fromEntries(CARRIED.map((name) => [name, lead[name]]));
  const optOut = caller.org.switches.conversionCopiesOptOut ? { HasOptedOutOfEmail: lead.HasOptedOutOfEmail } : {};
  // A queue owns no contacts: the user who converts does.
  const owner = String(lead.OwnerId).startsWith('005') ? lead.OwnerId : caller.userId;
  return make(caller, 'Contact', { ...carried, ...optOut, AccountId: accountId, OwnerId: owner });
}

function makeOpportunity(caller: Caller, lead: Values, accountId: string, contactId: string): string {
  const CloseDate = new Date(caller.org.now() + 90 * DAY_MS).toISOString().slice(0, 10);
  const named = { Name: `${String(lead.Company).slice(0, 118)}-`, StageName: 'Prospecting', CloseDate };
  const id = make(caller, 'Opportunity', { ...named, AccountId: accountId });
  make(caller, 'OpportunityContactRole', { OpportunityId: id, ContactId: contactId, IsPrimary: true });
  return id;
}

/** Hangs the lead's tasks on what it became. */
function moveTasks(caller: Caller, leadId: string, { accountId, contactId, opportunityId }: Converted): void {
  const { org } = caller;
  const { convertedTasks, convertedWhat } = org.switches;
  if (convertedTasks === 'stay') return;
  const what: Values = convertedWhat === 'opportunity' ? { WhatId: opportunityId ?? accountId } : {};
  for (const { number, row } of pointingTo(org, 'Task', 'WhoId', leadId)) {
    if (convertedTasks === 'closedStay' && row.get('IsClosed') === true) continue;
    patch(caller, org.store.table('Task'), number, { WhoId: contactId, ...what, AccountId: accountId });
  }
}

/** Converts a lead as Salesforce's own dialogue does (no REST call can). Throws ActorError, ApiError. */
export function convertLead(
  org: Org,
  { leadId, accountId, contactId, opportunity = false, as }: Conversion,
): Converted {
  const caller = actor(org, as);
  const { view, table, number, id, values: lead } = demand(caller, leadId);
  if (view.name !== 'Lead' || lead.IsConverted === true || lead.IsDeleted === true) {
    throw new ActorError(`${leadId} can't be converted`, 'choose a living lead that is not converted');
  }
  return org.store.transaction(() => {
    const account =
      accountId === undefined
        ? make(caller, 'Account', { Name: lead.Company, Phone: lead.Phone, Website: lead.Website })
        : demand(caller, accountId).id;
    const contact = contactId === undefined ? makeContact(caller, lead, account) : demand(caller, contactId).id;
    const opportunityId = opportunity ? makeOpportunity(caller, lead, account, contact) : null;
    const converted = { accountId: account, contactId: contact, opportunityId };
    patch(caller, table, number, {
      Status: 'Converted',
      IsConverted: true,
      ConvertedDate: new Date(org.now()).toISOString().slice(0, 10),
      ConvertedAccountId: account,
      ConvertedContactId: contact,
      ConvertedOpportunityId: opportunityId,
    });
    moveTasks(caller, id, converted);
    return converted;
  });
}
