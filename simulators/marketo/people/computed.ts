import { hashText, pick } from '../random.ts';
import type { Value } from './fields.ts';
import { LATIN_USERS } from './words.ts';

type Read = (field: string) => Value;

const userOwner = (read: Read): string | null => {
  const owner = read('sfdcLeadOwnerId');
  return typeof owner === 'string' && owner.startsWith('005') ? owner : null;
};

const ofOwner =
  (make: (owner: string) => string) =>
  (read: Read): Value => {
    const owner = userOwner(read);
    return owner === null ? null : make(owner);
  };

const ownerUser = (owner: string): string => pick(LATIN_USERS, hashText(owner));

/** Fields Marketo works out from others: never stored, never in a type-13 record (statement 60). */
export const COMPUTED: Readonly<Record<string, (read: Read) => Value>> = {
  mktoName: (read) =>
    [read('firstName'), read('middleName'), read('lastName')]
      .filter((part) => part !== null && part !== '')
      .join(' ') || null,
  sfdcId: (read) => read('sfdcContactId') ?? read('sfdcLeadId'),
  leadOwnerFirstName: ofOwner((owner) => ownerUser(owner).replace(/^./, (c) => c.toUpperCase())),
  leadOwnerLastName: ofOwner((owner) => `Seller ${owner.slice(11, 15)}`),
  leadOwnerEmailAddress: ofOwner((owner) => `${ownerUser(owner)}.${owner.slice(11, 15).toLowerCase()}@sales.example`),
  leadOwnerPhoneNumber: ofOwner((owner) => `+1 555-${String(hashText(owner) % 10_000).padStart(4, '0')}`),
  leadOwnerJobTitle: ofOwner(() => 'Account Executive'),
};
