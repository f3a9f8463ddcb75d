import { type Finding, ok, warn } from '../../../model/doctor/finding.ts';
import { type SalesforceClient, soqlText } from '../../../salesforce/index.ts';
import type { Seller, Store } from '../../../store/types.ts';

const ID = 'salesforce.sellers';
/** One query's worth. */
const MOST = 100;

/** Sellers whose reminder tasks are synced need one active user each. Tells counts, no addresses. */
export async function checkSellers(
  client: Pick<SalesforceClient, 'query'>,
  { sellers }: Pick<Store, 'sellers'>,
): Promise<Finding> {
  const on = await sellers.withTasks();
  const asked = on.slice(0, MOST);
  if (asked.length === 0) return ok(ID, 'no seller’s reminder tasks are synced');
  const users = await activeUsers(client, asked);
  const lacking = asked.filter((seller) => countOf(users, seller) !== 1).length;
  const message = `${asked.length - lacking} of ${asked.length} sellers have one active user`;
  const more = on.length > asked.length ? `; ${on.length - asked.length} more were not asked for` : '';
  if (lacking === 0) return ok(ID, `${message}${more}`);
  const cause = 'No active user has the seller’s address, or several have it.';
  const fix =
    'Give the user in Salesforce the same address, or name the user: `actions-sync sellers list` shows who has none, `actions-sync sellers set` sets it.';
  return warn(ID, `${message}${more}`, cause, fix);
}

interface ActiveUsers {
  ids: ReadonlySet<string>;
  /** How many have each address, in lower case. */
  addresses: ReadonlyMap<string, number>;
}

async function activeUsers(client: Pick<SalesforceClient, 'query'>, sellers: readonly Seller[]): Promise<ActiveUsers> {
  const ids = sellers.flatMap(({ setBy, salesforceUserId }) =>
    setBy === 'admin' && salesforceUserId !== null ? [salesforceUserId] : [],
  );
  const addresses = sellers.map(({ email }) => soqlText(email)).join(', ');
  const byId = ids.length === 0 ? '' : ` OR Id IN (${ids.map(soqlText).join(', ')})`;
  const soql = `SELECT Id, Email FROM User WHERE IsActive = true AND (Email IN (${addresses})${byId})`;
  const found = { ids: new Set<string>(), addresses: new Map<string, number>() };
  for await (const page of client.query(soql, {})) {
    for (const { Id, Email } of page) {
      if (typeof Id === 'string') found.ids.add(Id);
      const address = typeof Email === 'string' ? Email.toLowerCase() : '';
      found.addresses.set(address, (found.addresses.get(address) ?? 0) + 1);
    }
  }
  return found;
}

function countOf({ ids, addresses }: ActiveUsers, { setBy, salesforceUserId, email }: Seller): number {
  if (setBy === 'admin' && salesforceUserId !== null) return ids.has(salesforceUserId) ? 1 : 0;
  return addresses.get(email) ?? 0;
}
