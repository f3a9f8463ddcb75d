import { SELLER } from '../../lib/population/users.ts';
import type { Value } from './fields.ts';

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

/** Fields Marketo works out from others: never stored, never in a type-13 record (statement 60). */
export const COMPUTED: Readonly<Record<string, (read: Read) => Value>> = {
  mktoName: (read) =>
    [read('firstName'), read('middleName'), read('lastName')]
      .filter((part) => part !== null && part !== '')
      .join(' ') || null,
  sfdcId: (read) => read('sfdcContactId') ?? read('sfdcLeadId'),
  leadOwnerFirstName: ofOwner(SELLER.firstName),
  leadOwnerLastName: ofOwner(SELLER.lastName),
  leadOwnerEmailAddress: ofOwner(SELLER.email),
  leadOwnerPhoneNumber: ofOwner(SELLER.phone),
  leadOwnerJobTitle: ofOwner(SELLER.title),
};
