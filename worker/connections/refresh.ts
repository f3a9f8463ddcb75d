import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { KeyRing } from '../../model/key-ring.ts';
import type { Clock } from '../../model/ports.ts';
import type { OAuth } from '../../salesforce/index.ts';
import type { Connection, ExpiryReason } from '../../store/connections/types.ts';
import type { Store } from '../../store/types.ts';
import { type ConnectionSecret, openSecret, sealSecret } from './sealed.ts';

export interface RefreshDeps {
  store: Pick<Store, 'connections' | 'failures' | 'serverTime'>;
  oauth: Pick<OAuth, 'refresh'>;
  keys: KeyRing;
  /** Name of the database. */
  place: string;
  clock: Clock;
}

/** Twice as long as a refresh may take (`signIn`, 30 s), and then some for storing its answer. */
const LEASE_MS = 90_000;
const LOOK_MS = 500;
/** Somebody else's refresh is waited for this long; its lease may outlast it. */
const WAIT_MS = 40_000;
const STORE_TRIES = 10;

/** No answer: whether the refresh token was used nobody knows. Everything else Salesforce has refused or never got. */
const ANSWER_LOST: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'salesforce.timeout',
  'salesforce.reset',
  'salesforce.truncated',
  'salesforce.badAnswer',
  'salesforce.instanceUrl',
  'salesforce.network',
]);
const REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>(['salesforce.INVALID_GRANT', 'salesforce.EXPIRED_ACCESS']);

/**
 * A connection's tokens: those that are stored, unless they are the ones that Salesforce `refused`. Then they are
 * refreshed by one worker alone, by a lease in the database; the others wait for it. The new refresh token is stored
 * before anybody gets the access token.
 * @throws AppError `connections.none`, `connections.expired`, `connections.busy`, and of passing trouble
 */
export async function tokensOf(
  deps: RefreshDeps,
  id: string,
  refused: string | null,
  signal?: AbortSignal,
): Promise<ConnectionSecret> {
  const { store, clock } = deps;
  const begun = clock.now().getTime();
  while (true) {
    signal?.throwIfAborted();
    const found = await store.connections.get(id);
    if (found === null) throw new AppError('connections.none', { details: { connection: shortOf(id) } });
    if (found.state === 'expired') throw expired(id, found.reason ?? 'refused');
    const secret = openSecret(found.sealed, deps.keys, deps.place, id);
    if (secret.accessToken !== refused) return secret;
    if (found.lease === null) {
      const fresh = await refreshOnce(deps, found, secret);
      if (fresh !== null) return fresh;
    } else if (found.lease.until <= (await store.serverTime())) {
      // Whoever held it died in between: the answer is lost with it.
      await expire(deps, id, found.seq, 'answerLost');
    } else {
      if (clock.now().getTime() - begun >= WAIT_MS) throw new AppError('connections.busy');
      await clock.sleep(LOOK_MS, signal);
    }
  }
}

/** Not aborted by anyone: a refresh that has begun is carried through. Null: somebody else was first. */
async function refreshOnce(
  deps: RefreshDeps,
  found: Connection,
  secret: ConnectionSecret,
): Promise<ConnectionSecret | null> {
  const { store, oauth, keys, place } = deps;
  const { id } = found;
  const seq = await store.connections.lease(found, randomUUID(), LEASE_MS);
  if (seq === null) return null;
  let fresh: ConnectionSecret;
  try {
    fresh = { ...secret, ...(await oauth.refresh(secret.refreshToken)) };
  } catch (error) {
    const reason = isAppError(error) ? reasonOf(error) : 'answerLost';
    if (reason !== null) throw await expire(deps, id, seq, reason);
    await store.connections.release(id, seq);
    throw error;
  }
  const sealed = sealSecret(fresh, keys, place);
  const isStored = await insist(deps.clock, () => store.connections.refreshed(id, seq, sealed));
  // Removed or connected anew meanwhile: what there is now counts.
  return isStored ? fresh : null;
}

function reasonOf({ key, details }: AppError): ExpiryReason | null {
  if (REFUSED.has(key)) return 'refused';
  const isGarbled = key === 'salesforce.notSalesforce' && details.status === 200;
  return isGarbled || ANSWER_LOST.has(key) ? 'answerLost' : null;
}

/** Where it has not changed since; told once. @returns the error to throw */
async function expire(deps: RefreshDeps, id: string, seq: number, reason: ExpiryReason): Promise<AppError> {
  const { connections, failures } = deps.store;
  const error = expired(id, reason);
  if (await insist(deps.clock, () => connections.expire(id, seq, reason)))
    await failures.record({ flow: flowOf(id), key: error.key, details: error.details });
  return error;
}

/** Without the answer stored a person has to connect again: the database gets some tries. */
async function insist<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= STORE_TRIES || !isAppError(error) || error.key !== 'store.unreachable') throw error;
      await clock.sleep(LOOK_MS);
    }
  }
}

/** Where a connection's failure is kept until it is connected again. */
export const flowOf = (id: string) => `connection-${shortOf(id)}`;

/** Enough to find it in the list; nobody can read the address off it. */
export const shortOf = (id: string) => id.slice(0, 12);

const expired = (id: string, reason: ExpiryReason) =>
  new AppError('connections.expired', { details: { connection: shortOf(id), reason } });
