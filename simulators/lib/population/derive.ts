import { mix, pick, unit } from '../random.ts';
import { sfdcId } from './sfdc-id.ts';
import type { Value } from './value.ts';
import * as w from './words.ts';

/** What all derived values of one base person start from. */
export interface Traits {
  readonly id: number;
  readonly createdAt: number;
  readonly epoch: number;
  /** Hash for a purpose (a small number), stable for (seed, id, purpose). */
  readonly h: (purpose: number) => number;
  readonly script: (typeof w.SCRIPTS)[number];
  readonly company: number;
  readonly kind: 'lead' | 'contact' | 'queued' | 'marketoOnly';
  /** Hash of the person whose address this one has: another person's for a duplicate. */
  readonly addressOf: { readonly id: number; readonly h: (purpose: number) => number };
}

/** Number of made-up Salesforce users; books are skewed towards the first. */
export const OWNERS = 300;
/** Number of Salesforce queues. */
export const QUEUES = 8;

export const ownerId = (n: number): string => sfdcId('005', 1000 + n);
export const queueId = (n: number): string => sfdcId('00G', 10 + n);

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const dates = new Map<number, string>();

/** ISO 8601 UTC with the API's one-second grain. Remembers dates: five times faster than Date where it is the most work. */
export function isoSecond(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, 11);
    dates.set(day, date);
  }
  const second = Math.floor((ms - day * DAY_MS) / 1000);
  const two = (n: number): string => TWO_DIGITS[n] ?? '';
  return `${date}${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`;
}

/** True in `percent` of all people, for a purpose. */
const chance = (t: Traits, purpose: number, percent: number): boolean => t.h(purpose) % 1000 < percent * 10;
/** The address decides, so that all who share it are opted out together (durable unsubscribe, marketo-rest 9). */
const isOptedOut = (t: Traits): boolean => t.addressOf.h(60) % 1000 < 60;
const or = (yes: boolean, value: () => Value): Value => (yes ? value() : null);
const isContact = (t: Traits): boolean => t.kind === 'contact';
const inCrm = (t: Traits): boolean => t.kind !== 'marketoOnly';

function phone(hash: number): string {
  return `+1 ${200 + (hash % 800)}-555-${String(hash % 10_000).padStart(4, '0')}`;
}

function companyName(c: number): string {
  if (c % 41 === 0) return `${pick(w.AWKWARD, c)} ${c}`;
  return `${pick(w.COMPANY_WORDS, mix(c, 1))} ${c} ${pick(w.COMPANY_TAILS, mix(c, 2))}`;
}

function email({ id, h }: Traits['addressOf']): string {
  return `${pick(w.LATIN_USERS, h(20))}.${id.toString(36)}@${pick(w.COMPANY_WORDS, h(21)).toLowerCase()}${h(21) % 97}.example`;
}

function owner(t: Traits): Value {
  if (t.kind === 'marketoOnly') return null;
  if (t.kind === 'queued') return queueId(t.h(30) % QUEUES);
  return ownerId(Math.floor(OWNERS * unit(t.h(30)) ** 2));
}

/** Whether a contact was converted from a lead (one in six) and keeps that one's id too; `h` as in Traits. */
export const wasLead = (h: Traits['h']): boolean => h(80) % 1000 < 160;
/** Whether a contact has a role in its company's opportunity. */
export const hasOpportunity = (h: Traits['h']): boolean => h(81) % 1000 < 120;

/** Generators of what belongs to a company, by REST name, from its number. */
export const COMPANY = {
  company: (c: number): Value => or(c > 0, () => companyName(c)),
  website: (c: number): Value => or(c % 3 > 0, () => `https://www.company${c}.example/`),
  mainPhone: (c: number): Value => or(c % 2 > 0, () => phone(mix(c, 7))),
  industry: (c: number): Value => or(c % 4 > 0, () => pick(w.INDUSTRIES, mix(c, 3))),
  numberOfEmployees: (c: number): Value => or(c % 4 > 1, () => 1 + (mix(c, 4) % 20_000)),
  annualRevenue: (c: number): Value => or(c % 7 > 4, () => (mix(c, 5) % 1_000_000) * 100),
};

/** Generators of the stored fields by REST name; a name without one is empty for base people. */
export const DERIVE: Readonly<Record<string, (t: Traits) => Value>> = {
  id: (t) => t.id,
  createdAt: (t) => isoSecond(t.createdAt),
  updatedAt: (t) => isoSecond(t.createdAt + (t.epoch - t.createdAt) * unit(t.h(2)) ** 2),
  salutation: (t) => or(chance(t, 3, 15), () => pick(['Mr.', 'Ms.', 'Dr.'], t.h(3))),
  firstName: (t) => or(chance(t, 4, 95), () => pick(t.script.first, t.h(5))),
  middleName: (t) => or(chance(t, 6, 5), () => pick(t.script.first, t.h(6))),
  lastName: (t) => or(chance(t, 7, 98), () => pick(t.script.last, t.h(8))),
  email: (t) => or(chance(t, 9, 97), () => email(t.addressOf)),
  phone: (t) => or(chance(t, 10, 60), () => phone(t.h(11))),
  mobilePhone: (t) => or(chance(t, 12, 30), () => phone(t.h(12))),
  title: (t) => or(chance(t, 13, 85), () => (chance(t, 14, 3) ? pick(w.AWKWARD, t.h(15)) : pick(w.TITLES, t.h(15)))),
  department: (t) => or(chance(t, 16, 40), () => pick(w.DEPARTMENTS, t.h(17))),
  leadRole: (t) => or(chance(t, 18, 10), () => pick(['Decision Maker', 'Influencer'], t.h(18))),
  address: (t) =>
    or(chance(t, 40, 45), () => (chance(t, 41, 6) ? pick(w.AWKWARD, t.h(42)) : `${t.h(42) % 999} Main St`)),
  city: (t) => or(chance(t, 43, 70), () => pick(t.script.city, t.h(44))),
  state: (t) => or(chance(t, 45, 30), () => pick(['CA', 'TX', 'NY', 'Bayern'], t.h(45))),
  postalCode: (t) => or(chance(t, 46, 50), () => String(t.h(46) % 100_000).padStart(5, '0')),
  country: (t) => or(chance(t, 47, 80), () => t.script.country),
  company: (t) => COMPANY.company(t.company),
  externalCompanyId: (t) => or(t.company % 5 > 2, () => `C-${t.company}`),
  contactCompany: (t) => or(t.company > 0, () => t.company),
  website: (t) => COMPANY.website(t.company),
  mainPhone: (t) => COMPANY.mainPhone(t.company),
  industry: (t) => COMPANY.industry(t.company),
  numberOfEmployees: (t) => COMPANY.numberOfEmployees(t.company),
  annualRevenue: (t) => COMPANY.annualRevenue(t.company),
  leadSource: (t) => or(chance(t, 50, 88), () => pick(w.SOURCES, t.h(51))),
  originalSourceType: (t) => pick(['Web service API', 'List import', 'Web form fillout', 'salesforce.com'], t.h(52)),
  leadStatus: (t) => or(chance(t, 53, 60), () => pick(w.STATUSES, t.h(54))),
  leadScore: (t) => or(chance(t, 55, 75), () => t.h(56) % 120),
  rating: (t) => or(chance(t, 57, 20), () => pick(['Hot', 'Warm', 'Cold'], t.h(57))),
  priority: (t) => t.h(58) % 100,
  unsubscribed: isOptedOut,
  unsubscribedReason: (t) => or(isOptedOut(t), () => 'Unsubscribed by "Preference Center"\nMailing: Newsletter'),
  emailInvalid: (t) => chance(t, 61, 2),
  emailInvalidCause: (t) => or(chance(t, 61, 2), () => '550 5.1.1 unknown user'),
  emailSuspended: (t) => chance(t, 62, 1),
  emailSuspendedAt: (t) => or(chance(t, 62, 1), () => isoSecond(t.createdAt + 86_400_000)),
  emailSuspendedCause: (t) => or(chance(t, 62, 1), () => '452 4.2.2 mailbox full'),
  marketingSuspended: (t) => chance(t, 63, 1),
  blackListed: (t) => chance(t, 64, 0.5),
  doNotCall: (t) => chance(t, 65, 3),
  doNotCallReason: (t) => or(chance(t, 65, 3), () => 'Asked by phone'),
  leadPartitionId: () => 1,
  isAnonymous: () => false,
  isLead: (t) => !isContact(t),
  personType: (t) => (isContact(t) ? 'contact' : 'lead'),
  linkedInProfileURL: (t) => or(chance(t, 70, 40), () => `https://www.linkedin.com/in/p-${t.h(71).toString(36)}`),
  customerTier: (t) => or(chance(t, 72, 25), () => pick(['gold', 'silver', 'bronze'], t.h(72))),
  sfdcLeadId: (t) => or(inCrm(t) && (!isContact(t) || wasLead(t.h)), () => sfdcId('00Q', t.id)),
  sfdcContactId: (t) => or(isContact(t), () => sfdcId('003', t.id)),
  sfdcAccountId: (t) => or(isContact(t), () => sfdcId('001', t.company)),
  sfdcOpptyId: (t) => or(isContact(t) && hasOpportunity(t.h), () => sfdcId('006', t.company)),
  sfdcType: (t) => or(inCrm(t), () => (isContact(t) ? 'Contact' : 'Lead')),
  sfdcLeadOwnerId: owner,
  sfdcIsDeleted: (t) => inCrm(t) && chance(t, 82, 0.3),
};
