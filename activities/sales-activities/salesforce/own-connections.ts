import type { SalesforceClient } from '../../../salesforce/index.ts';

/** Writes as one seller. Its calls fail as any other's, or with `connections.*` before anything was written. */
export type SellerClient = Pick<SalesforceClient, 'upsert'>;
/** By the seller's Salesforce user. */
export type SellerClients = ReadonlyMap<string, SellerClient>;

/** Sellers' own connections, as the sender sees them. */
export interface OwnConnections {
  /**
   * `users`: Salesforce users by their sellers' addresses. @returns clients of those who are connected as that very user
   * @throws AppError `store.*`
   */
  clientsOf(users: ReadonlyMap<string, string>): Promise<SellerClients>;
}

export const NO_SELLERS: SellerClients = new Map();
