import type { OwnConnections, SellerClient } from '../../activities/sales-activities/salesforce/own-connections.ts';
import { comparableAddress } from '../../model/email-address.ts';
import type { Environment } from '../../model/env.ts';
import { salesforceIdForms } from '../../model/salesforce-id.ts';
import type { SalesforceClient } from '../../salesforce/index.ts';
import type { Store } from '../../store/types.ts';
import { openConnections } from './index.ts';
import { connectionId } from './sealed.ts';

/** Clients that stay open; each has connections of its own to Salesforce. */
const MOST_OPEN = 50;

/** What the sender needs to write as sellers; null: the environment has no keys for connections, or no Salesforce. */
export function openOwnConnections(
  env: Environment,
  store: Store,
): (OwnConnections & { close(): Promise<void> }) | null {
  const { ACTIONS_SYNC_MASTER_KEYS: keys, SALESFORCE_LOGIN_URL: url, SALESFORCE_CLIENT_ID: id } = env;
  if (keys === undefined || url === undefined || id === undefined) return null;
  const connections = openConnections(env, store);
  /** By address, the one that was used longest ago first. */
  const open = new Map<string, SalesforceClient>();

  function clientOf(address: string): SalesforceClient {
    const client = open.get(address) ?? connections.clientFor(address);
    open.delete(address);
    open.set(address, client);
    for (const [oldest, old] of [...open].slice(0, Math.max(0, open.size - MOST_OPEN))) {
      open.delete(oldest);
      // Calls under way end before it.
      void old.close().catch(() => undefined);
    }
    return client;
  }

  return {
    async clientsOf(users) {
      const sellers = new Map(
        [...users].flatMap(([given, userId]) => {
          const address = comparableAddress(given);
          return address === null ? [] : [[connectionId(address), { address, userId }] as const];
        }),
      );
      const clients = new Map<string, SellerClient>();
      for (const [key, { state, salesforceUserId }] of await store.connections.read([...sellers.keys()])) {
        const seller = sellers.get(key);
        // An admin may have given the seller another user since.
        if (seller === undefined || state !== 'connected' || !isSame(salesforceUserId, seller.userId)) continue;
        clients.set(seller.userId, clientOf(seller.address));
      }
      return clients;
    },
    close: async () => {
      await Promise.allSettled([...open.values(), connections].map((one) => one.close()));
    },
  };
}

function isSame(one: string, other: string): boolean {
  return salesforceIdForms(one)[0] === salesforceIdForms(other)[0];
}
