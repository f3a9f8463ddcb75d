import type { Clock } from '../../../model/ports.ts';
import type { SalesforceClient } from '../../../salesforce/types.ts';
import type { Store } from '../../../store/types.ts';

/** A user of the sales app as far as Salesforce knows it. */
export interface Seller {
  /** Trimmed and in lower case. */
  email: string;
  /** `005…`; null: nobody with this address is known there. */
  salesforceUserId: string | null;
  /** IANA name; null: unknown. */
  timeZone: string | null;
  /** admin: set by hand, Salesforce is not asked. */
  setBy: 'admin' | 'salesforce';
  /** When Salesforce was last asked, or an admin set it. */
  asOf: Date;
}

export interface SellerPort {
  /** By address, whatever its case; keys of the result are trimmed lower case. */
  read(emails: readonly string[]): Promise<Map<string, Seller>>;
  learn(found: readonly Pick<Seller, 'email' | 'salesforceUserId' | 'timeZone'>[], at: Date): Promise<void>;
}

export interface SalesforceSenderDeps {
  salesforce: Pick<SalesforceClient, 'describe' | 'query' | 'upsert' | 'update' | 'byKeys'>;
  store: Pick<Store, 'people' | 'settings' | 'salesActivities'> & { sellers: SellerPort };
  clock: Pick<Clock, 'now'>;
  /** From 0 to 1: spreads what met a lock. */
  random: () => number;
  /** `ACTIONS_SYNC_INSTANCE`: part of each key. */
  instance: string;
}
