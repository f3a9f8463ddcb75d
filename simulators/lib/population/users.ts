import { hashText, pick } from '../random.ts';
import { LATIN_USERS } from './words.ts';

/** What is known of a Salesforce user, made from its id alone. */
export const SELLER: Readonly<Record<'firstName' | 'lastName' | 'email' | 'phone' | 'title', (id: string) => string>> =
  {
    firstName: (id) => pick(LATIN_USERS, hashText(id)).replace(/^./, (c) => c.toUpperCase()),
    lastName: (id) => `Seller ${id.slice(11, 15)}`,
    email: (id) => `${pick(LATIN_USERS, hashText(id))}.${id.slice(11, 15).toLowerCase()}@sales.example`,
    phone: (id) => `+1 555-${String(hashText(id) % 10_000).padStart(4, '0')}`,
    title: () => 'Account Executive',
  };
