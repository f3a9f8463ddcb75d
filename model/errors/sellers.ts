import { entries } from './entry.ts';

/** Sellers: what can not be said of one. */
export const sellerErrors = entries({
  'seller.invalid': {
    class: 'record',
    meaning: 'What was given of a seller is not allowed',
    cause: 'The address, the Salesforce user’s id or the time zone is none, as named.',
    fix: 'Correct what is named. A user’s id has 15 or 18 characters and begins with 005.',
  },
});
