import { comparableAddress } from '../../../model/email-address.ts';
import type { Store } from '../../../store/types.ts';
import type { Connections } from '../../../worker/connections/index.ts';
import { usage } from '../lib/normalize.ts';
import { withSession } from '../lib/session.ts';

const NEEDS = ['ACTIONS_SYNC_MASTER_KEYS', 'SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID'] as const;

/** Runs `body` with the sellers' connections, and closes them. */
export function withConnections<T>(body: (connections: Connections, store: Store) => Promise<T>): Promise<T> {
  return withSession(async (session) => {
    // Loaded late: it brings all of Salesforce's client.
    const { openConnections } = await import('../../../worker/connections/index.ts');
    const store = await session.store();
    const connections = openConnections(session.env, store);
    try {
      return await body(connections, store);
    } finally {
      await connections.close();
    }
  }, NEEDS);
}

/** One seller's address, in the form in which addresses are compared. @throws AppError `usage.wrong` */
export function oneAddress([first, ...more]: readonly string[]): string {
  if (more.length > 0) throw usage('more than one address on standard input', 'Give one seller at a time.');
  const email = comparableAddress(first ?? '');
  if (email === null) throw usage('what came on standard input is no e-mail address');
  return email;
}
