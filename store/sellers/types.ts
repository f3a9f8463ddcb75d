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
  tasks: SellerTasks;
}

/** Whether the seller's reminder tasks are synced with Salesforce, as long as `tasks.sync` is on. */
export interface SellerTasks {
  isOn: boolean;
  /** When it was switched last, by the database's clock; null: never. */
  since: Date | null;
  /** How often it was switched on: each time the first-time rules hold again (Q34). */
  generation: number;
}

/** Collection `sellers`, `_id` = the address. Part of `Store` as `sellers`. */
export interface SellerStore {
  /** By address (any case, untrimmed ones are found too), as far as known; keys of the result are trimmed lower case. */
  read(emails: readonly string[]): Promise<Map<string, Seller>>;
  /** Those who are this user of Salesforce, 18 characters, by address. Few are looked through. */
  withUser(salesforceUserId: string): Promise<Seller[]>;
  /** What Salesforce answered, a later answer before an earlier one; what an admin has set stays. */
  learn(found: readonly Pick<Seller, 'email' | 'salesforceUserId' | 'timeZone'>[], at: Date): Promise<void>;
  /** By an admin: the members given, the others go on as Salesforce tells them. Audited without the address. */
  set(email: string, change: Partial<Pick<Seller, 'salesforceUserId' | 'timeZone'>>, by: string): Promise<Seller>;
  /** Says whether a seller's reminder tasks are synced; said again, nothing happens. Audited without the address. */
  setTasks(email: string, isOn: boolean, by: string): Promise<Seller>;
  /** Those whose reminder tasks are synced, with or without a user in Salesforce, by address. */
  withTasks(): Promise<Seller[]>;
  /** By address, up to `limit` beyond `after`. */
  list(after: string, limit: number): Promise<Seller[]>;
}
