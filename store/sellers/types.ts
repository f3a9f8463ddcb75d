/** A user of the sales app. `email` is trimmed and in lower case. */
export interface Seller {
  email: string;
  /** 18 characters, `005…`; null: nobody with this address is known in Salesforce. */
  salesforceUserId: string | null;
  /** IANA name; null: unknown. */
  timeZone: string | null;
  /** Of the user id. admin: set by hand, Salesforce's answer never replaces it. */
  setBy: 'admin' | 'salesforce';
  /** When Salesforce was last asked, or an admin set the user id; 1970 when neither was done yet. */
  asOf: Date;
}

/** Collection `sellers`, `_id` = the address. Part of `Store` as `sellers`. */
export interface SellerStore {
  /** By address (any case, untrimmed ones are found too), as far as known; keys of the result are trimmed lower case. */
  read(emails: readonly string[]): Promise<Map<string, Seller>>;
  /** What Salesforce answered, a later answer before an earlier one; what an admin has set stays. */
  learn(found: readonly Pick<Seller, 'email' | 'salesforceUserId' | 'timeZone'>[], at: Date): Promise<void>;
  /** By an admin: the members given, the others go on as Salesforce tells them. Audited without the address. */
  set(email: string, change: Partial<Pick<Seller, 'salesforceUserId' | 'timeZone'>>, by: string): Promise<Seller>;
  /** By address, up to `limit` beyond `after`. */
  list(after: string, limit: number): Promise<Seller[]>;
}
