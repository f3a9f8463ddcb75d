import type { TaskOwner } from '../sales-activities/salesforce/sellers.ts';

/** The sellers for whom the sync is on, and their users in Salesforce. */
export class SellerUsers {
  /** Sellers without a user there: nobody has the address, or several have it. */
  readonly unknown: readonly string[];
  readonly #owners: ReadonlyMap<string, TaskOwner>;
  readonly #on: ReadonlySet<string>;
  readonly #sellers: ReadonlyMap<string, string>;

  constructor(on: readonly string[], owners: ReadonlyMap<string, TaskOwner>) {
    this.#on = new Set(on);
    this.#owners = owners;
    this.unknown = on.filter((seller) => !owners.has(seller));
    // Two sellers with one user: always the same one of them.
    const byUser = [...owners].toSorted(([one], [other]) => (one < other ? 1 : -1));
    this.#sellers = new Map(byUser.map(([seller, { userId }]) => [userId, seller]));
  }

  isOn(seller: string): boolean {
    return this.#on.has(seller);
  }

  /** Where the seller's Tasks go; null: nobody there, or the sync is off. */
  userOf(seller: string): TaskOwner | null {
    return this.isOn(seller) ? (this.#owners.get(seller) ?? null) : null;
  }

  /** Whose Tasks a user's are; null: nobody's for whom the sync is on. */
  sellerOf(userId: string): string | null {
    return this.#sellers.get(userId) ?? null;
  }

  get userIds(): string[] {
    return [...this.#sellers.keys()];
  }
}
