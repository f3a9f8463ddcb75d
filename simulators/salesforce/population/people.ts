import type { BasePeople } from '../../lib/population/base.ts';
import { DERIVE, hasOpportunity, ownerId, type Traits, wasLead } from '../../lib/population/derive.ts';
import { sfdcId } from '../../lib/population/sfdc-id.ts';
import { pick, unit } from '../../lib/random.ts';
import type { BaseRecords } from '../records/base.ts';
import type { SoqlValue } from '../soql/index.ts';
import { type Derivers, derivedRecords, positionOf, selection } from './derived.ts';

const DAY_MS = 86_400_000;
/** What Salesforce's own connectors write into a required name that isn't known. */
const UNKNOWN = '[not provided]';

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const own =
  (name: string, otherwise: SoqlValue = null) =>
  (t: Traits): SoqlValue =>
    DERIVE[name]?.(t) ?? otherwise;
const isContact = (t: Traits): boolean => t.kind === 'contact';

/** A user of the base org who has nothing to do but to have made what belongs to a queue. */
const userOf = (t: Traits): SoqlValue => {
  const owner = DERIVE.sfdcLeadOwnerId?.(t) ?? null;
  return typeof owner === 'string' && owner.startsWith('005') ? owner : ownerId(0);
};

export const stamps = {
  CreatedDate: (t: { readonly createdAt: number }) => t.createdAt,
  LastModifiedDate: (t: { readonly createdAt: number }) => t.createdAt,
  SystemModstamp: (t: { readonly createdAt: number }) => t.createdAt,
};

const person: Derivers<Traits> = {
  LastName: own('lastName', UNKNOWN),
  FirstName: own('firstName'),
  Salutation: own('salutation'),
  Name: (t) => [DERIVE.firstName?.(t), DERIVE.lastName?.(t) ?? UNKNOWN].filter((part) => part !== null).join(' '),
  Title: own('title'),
  Phone: own('phone'),
  MobilePhone: own('mobilePhone'),
  Email: own('email'),
  LeadSource: own('leadSource'),
  OwnerId: own('sfdcLeadOwnerId'),
  HasOptedOutOfEmail: own('unsubscribed', false),
  DoNotCall: own('doNotCall', false),
  EmailBouncedReason: own('emailInvalidCause'),
  EmailBouncedDate: (t) => (DERIVE.emailInvalid?.(t) === true ? t.createdAt + DAY_MS : null),
  LinkedIn_URL__c: own('linkedInProfileURL'),
  CreatedById: userOf,
  LastModifiedById: userOf,
  ...stamps,
};

const lead: Derivers<Traits> = {
  ...person,
  Id: (t) => sfdcId('00Q', t.id),
  IsDeleted: (t) => !isContact(t) && DERIVE.sfdcIsDeleted?.(t) === true,
  Company: own('company', UNKNOWN),
  City: own('city'),
  Country: own('country'),
  Website: own('website'),
  Industry: own('industry'),
  Status: (t) => (isContact(t) ? 'Converted' : (DERIVE.leadStatus?.(t) ?? 'Open')),
  Rating: own('rating'),
  IsConverted: isContact,
  ConvertedDate: (t) => (isContact(t) ? dayOf(t.createdAt) : null),
  ConvertedAccountId: own('sfdcAccountId'),
  ConvertedContactId: own('sfdcContactId'),
  ConvertedOpportunityId: own('sfdcOpptyId'),
};

const contact: Derivers<Traits> = {
  ...person,
  Id: (t) => sfdcId('003', t.id),
  IsDeleted: own('sfdcIsDeleted', false),
  AccountId: own('sfdcAccountId'),
  Department: own('department'),
  MailingCity: own('city'),
  MailingCountry: own('country'),
};

const role: Derivers<Traits> = {
  Id: (t) => sfdcId('00K', t.id),
  IsDeleted: () => false,
  OpportunityId: own('sfdcOpptyId'),
  ContactId: own('sfdcContactId'),
  Role: (t) => pick(['Decision Maker', 'Influencer', 'Evaluator'], t.h(110)),
  IsPrimary: () => false,
  CreatedById: userOf,
  LastModifiedById: userOf,
  ...stamps,
};

const isCall = (t: Traits): boolean => t.h(112) % 2 === 0;
const task: Derivers<Traits> = {
  Id: (t) => sfdcId('00T', t.id),
  IsDeleted: () => false,
  IsArchived: () => false,
  WhoId: (t) => DERIVE[isContact(t) ? 'sfdcContactId' : 'sfdcLeadId']?.(t) ?? null,
  AccountId: own('sfdcAccountId'),
  Subject: (t) => (isCall(t) ? 'Call' : 'Email: introduction'),
  ActivityDate: (t) => dayOf(t.createdAt),
  Status: () => 'Completed',
  Priority: () => 'Normal',
  IsHighPriority: () => false,
  IsClosed: () => true,
  OwnerId: userOf,
  Type: (t) => (isCall(t) ? 'Call' : 'Email'),
  TaskSubtype: (t) => (isCall(t) ? 'Call' : 'Email'),
  CallDurationInSeconds: (t) => (isCall(t) ? t.h(113) % 1800 : null),
  CallType: (t) => (isCall(t) ? 'Outbound' : null),
  IsReminderSet: () => false,
  IsRecurrence: () => false,
  CompletedDateTime: (t) => t.createdAt,
  CreatedById: userOf,
  LastModifiedById: userOf,
  ...stamps,
};

/** What a person's own records in Salesforce are, besides those of companies. */
export interface PeopleRecords {
  readonly Lead: BaseRecords;
  readonly Contact: BaseRecords;
  readonly OpportunityContactRole: BaseRecords;
  readonly Task: BaseRecords;
}

/** Records of the made-up people: the same people, ids and owners as any simulator has from the same numbers. */
export function peopleRecords(people: BasePeople, taskShare: number): PeopleRecords {
  const { ids } = people;
  const records = (fields: Derivers<Traits>, has: (kind: Traits['kind'], h: Traits['h']) => boolean): BaseRecords => {
    const chosen = selection(ids.size, (i) => has(people.kind(i), people.hash(i)));
    const at = (index: number): number => chosen[index] ?? 0;
    return derivedRecords({
      size: chosen.length,
      numberAt: (index) => ids.at(at(index)),
      indexOf: (number) => {
        const position = ids.indexOf(number);
        return position < 0 ? -1 : positionOf(chosen, position);
      },
      stampAt: (index) => people.createdAt(at(index)),
      source: (index) => people.traits(at(index)),
      fields,
    });
  };
  return {
    Lead: records(lead, (kind, h) => kind === 'lead' || kind === 'queued' || (kind === 'contact' && wasLead(h))),
    Contact: records(contact, (kind) => kind === 'contact'),
    OpportunityContactRole: records(role, (kind, h) => kind === 'contact' && hasOpportunity(h)),
    Task: records(task, (kind, h) => kind !== 'marketoOnly' && unit(h(111)) < taskShare),
  };
}
