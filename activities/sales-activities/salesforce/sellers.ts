import type { Clock } from '../../../model/ports.ts';
import type { SalesforceClient, SalesforceContext, SalesforceRecord } from '../../../salesforce/index.ts';
import type { Seller, SellerStore } from '../../../store/types.ts';
import { queryIn, textIn } from './soql.ts';

/** What Salesforce said holds so long; that there is nobody, shorter: a user may be made at any time. */
const KNOWN_FOR_MS = 24 * 3_600_000;
const UNKNOWN_FOR_MS = 10 * 60_000;

/** Where a seller's Tasks go. */
export interface TaskOwner {
  userId: string;
  timeZone: string | null;
}

/** An address as it is compared; nothing where no query could ask for it, as one with control characters. */
export function addressOf(text: string): string {
  const address = text.trim().toLowerCase();
  return /[\p{C}\s]/u.test(address) ? '' : address;
}

/**
 * The sellers' Salesforce users by address, in lower case: those that are known, else the one active user that has it.
 * Nobody, or several: left out.
 */
export async function ownersOf(
  { salesforce, sellers, clock }: SellerDeps,
  addresses: readonly string[],
  context: SalesforceContext,
): Promise<Map<string, TaskOwner>> {
  const wanted = [...new Set(addresses.map(addressOf))].filter((address) => address !== '');
  if (wanted.length === 0) return new Map();
  const now = clock.now();
  let known = await sellers.read(wanted);
  const asked = wanted.filter((email) => isToBeAsked(known.get(email), now));
  if (asked.length > 0) {
    await sellers.learn(await activeUsers(salesforce, asked, context), now);
    // What an admin has set of them stays.
    known = await sellers.read(wanted);
  }
  const owners = new Map<string, TaskOwner>();
  for (const email of wanted) {
    const { salesforceUserId: userId, timeZone } = known.get(email) ?? { salesforceUserId: null, timeZone: null };
    if (userId !== null) owners.set(email, { userId, timeZone });
  }
  return owners;
}

interface SellerDeps {
  salesforce: Pick<SalesforceClient, 'query'>;
  sellers: Pick<SellerStore, 'read' | 'learn'>;
  clock: Pick<Clock, 'now'>;
}

function isToBeAsked(seller: Seller | undefined, now: Date): boolean {
  if (seller === undefined) return true;
  if (seller.setBy === 'admin') return false;
  const holdsForMs = seller.salesforceUserId === null ? UNKNOWN_FOR_MS : KNOWN_FOR_MS;
  return now.getTime() - seller.asOf.getTime() >= holdsForMs;
}

type Learned = Pick<Seller, 'email' | 'salesforceUserId' | 'timeZone'>;

async function activeUsers(
  salesforce: Pick<SalesforceClient, 'query'>,
  emails: readonly string[],
  context: SalesforceContext,
): Promise<Learned[]> {
  const soql = (list: string) =>
    `SELECT Id, Email, TimeZoneSidKey FROM User WHERE IsActive = true AND Email IN (${list})`;
  const users = await queryIn(salesforce, soql, emails, context);
  const byEmail = new Map<string, SalesforceRecord[]>();
  for (const user of users) {
    const email = addressOf(textIn(user, 'Email') ?? '');
    byEmail.set(email, [...(byEmail.get(email) ?? []), user]);
  }
  return emails.map((email) => {
    const [user, ...others] = byEmail.get(email) ?? [];
    if (user === undefined || others.length > 0) return { email, salesforceUserId: null, timeZone: null };
    return { email, salesforceUserId: textIn(user, 'Id'), timeZone: textIn(user, 'TimeZoneSidKey') };
  });
}
