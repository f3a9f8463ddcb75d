import type { Environment } from '../../model/env.ts';
import { rewrap } from '../../model/envelope.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { KeyRing } from '../../model/key-ring.ts';
import { systemClock } from '../../net/system-clock.ts';
import {
  type Authorization,
  createSalesforceClient,
  type OAuth,
  openOAuth,
  type SalesforceClient,
} from '../../salesforce/index.ts';
import type { Connection } from '../../store/connections/types.ts';
import type { Store } from '../../store/types.ts';
import { flowOf, type RefreshDeps, shortOf, tokensOf } from './refresh.ts';
import { boundTo, connectionId, openSecret, sealSecret } from './sealed.ts';

/** A connection as people see it. */
export interface ConnectionView {
  /** Beginning of its key, as failures name it. */
  connection: string;
  /** null: its master key is not here, see `problem`. */
  email: string | null;
  state: Connection['state'];
  reason: Connection['reason'];
  salesforceUserId: string;
  connectedAt: Date;
  refreshedAt: Date;
  /** Id of the master key. */
  key: string;
  problem: string | null;
}

export interface RotationResult {
  rewrapped: number;
  alreadyCurrent: number;
  /** Being refreshed, or changed meanwhile: run it again. */
  busy: number;
}

/** Sellers' own connections to Salesforce. Addresses are in their comparable form. */
export interface Connections {
  authorize(redirectUri: string): Authorization;
  /**
   * Ends a sign-in that `authorize` began, and stores its tokens in the place of older ones.
   * @throws AppError `connections.otherUser` where the address is known to belong to another user
   */
  connect(email: string, code: string, started: Authorization, by: string): Promise<{ salesforceUserId: string }>;
  list(): AsyncGenerator<ConnectionView>;
  /** Revokes its tokens at Salesforce, where Salesforce answers, and forgets it. null: there is none. */
  remove(email: string, by: string): Promise<{ isRevoked: boolean } | null>;
  /** A client that acts as the seller; whoever opens it closes it. Its calls fail as `tokensOf` does. */
  clientFor(email: string): SalesforceClient;
  /** Puts every connection under the current master key. */
  rotateKeys(by: string): Promise<RotationResult>;
  close(): Promise<void>;
}

const PAGE = 200;
const OPTIONAL = (secret: string | undefined) => (secret === undefined ? {} : { clientSecret: secret });

/** @throws AppError `connections.off` where the environment lacks what it needs, `salesforce.loginUrl` */
export function openConnections(env: Environment, store: Store): Connections {
  const { ACTIONS_SYNC_MASTER_KEYS: keys, SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId } = env;
  if (keys === undefined || loginUrl === undefined || clientId === undefined) throw new AppError('connections.off');
  const app = { loginUrl, clientId, privateHosts: env.ACTIONS_SYNC_PRIVATE_HOSTS ?? [] };
  const oauth = openOAuth({ ...app, ...OPTIONAL(env.SALESFORCE_CLIENT_SECRET) });
  const place = env.MONGODB_DB;
  const deps: RefreshDeps = { store, oauth, keys, place, clock: systemClock };
  return {
    authorize: (redirectUri) => oauth.authorize(redirectUri),
    connect: (email, code, started, by) => connect({ ...deps, store, oauth }, { email, code, started, by }),
    list: () => list(store, keys, place),
    remove: (email, by) => remove({ ...deps, store, oauth }, email, by),
    clientFor: (email) =>
      createSalesforceClient({
        ...{ ...app, apiVersion: env.SALESFORCE_API_VERSION },
        session: async (refused, signal) => {
          const { accessToken: token, instance } = await tokensOf(deps, connectionId(email), refused, signal);
          return { token, instance };
        },
      }),
    rotateKeys: (by) => rotateKeys(store, keys, place, by),
    close: () => oauth.close(),
  };
}

type Deps = RefreshDeps & { store: Store; oauth: OAuth };

async function connect(
  { store, oauth, keys, place }: Deps,
  { email, code, started, by }: { email: string; code: string; started: Authorization; by: string },
): Promise<{ salesforceUserId: string }> {
  const { userId: salesforceUserId, ...tokens } = await oauth.exchange(code, started);
  const known = (await store.sellers.read([email])).get(email)?.salesforceUserId ?? null;
  if (known !== null && known !== salesforceUserId) {
    await oauth.revoke(tokens.refreshToken).catch(() => undefined);
    throw new AppError('connections.otherUser');
  }
  const id = connectionId(email);
  await store.audit.add({ action: 'connections.connect', by, details: { connection: shortOf(id), salesforceUserId } });
  await store.connections.put(id, { sealed: sealSecret({ email, ...tokens }, keys, place), salesforceUserId });
  await store.failures.clear(flowOf(id));
  return { salesforceUserId };
}

async function* all(store: Store): AsyncGenerator<Connection> {
  for (let after = ''; ; ) {
    const page = await store.connections.list(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function* list(store: Store, keys: KeyRing, place: string): AsyncGenerator<ConnectionView> {
  for await (const { id, sealed, seq: _, lease: __, ...shown } of all(store)) {
    const common = { connection: shortOf(id), ...shown, key: sealed.key };
    try {
      yield { ...common, email: openSecret(sealed, keys, place, id).email, problem: null };
    } catch (error) {
      if (!isAppError(error)) throw error;
      yield { ...common, email: null, problem: error.key };
    }
  }
}

async function remove({ store, oauth, keys, place }: Deps, email: string, by: string) {
  const id = connectionId(email);
  const found = await store.connections.get(id);
  if (found === null) return null;
  await store.audit.add({ action: 'connections.remove', by, details: { connection: shortOf(id) } });
  // Out of reach, unreadable or refused: it is forgotten all the same.
  const isRevoked = await revoke(oauth, () => openSecret(found.sealed, keys, place, id).refreshToken);
  await store.connections.remove(id);
  await store.failures.clear(flowOf(id));
  return { isRevoked };
}

async function revoke(oauth: OAuth, token: () => string): Promise<boolean> {
  try {
    await oauth.revoke(token());
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

async function rotateKeys(store: Store, keys: KeyRing, place: string, by: string): Promise<RotationResult> {
  const counts: RotationResult = { rewrapped: 0, alreadyCurrent: 0, busy: 0 };
  await store.audit.add({ action: 'connections.rotateKeys', by, details: { key: keys.current.id } });
  for await (const connection of all(store)) {
    if (connection.sealed.key === keys.current.id) counts.alreadyCurrent++;
    // A refresh under way stores its answer under the current key, and must find what it left.
    else if (connection.lease !== null) counts.busy++;
    else {
      const sealed = rewrap(connection.sealed, keys, boundTo(place, connection.id));
      counts[(await store.connections.rewrap(connection, sealed)) ? 'rewrapped' : 'busy']++;
    }
  }
  return counts;
}
