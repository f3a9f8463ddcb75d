import { userInfo } from 'node:os';
import { type Environment, readEnvironment } from '../../../model/env.ts';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import { type QuotaLimits, quotaLimits } from '../../../model/quota.ts';
import type { OptOutReader } from '../../../model/unsubscribe/reader.ts';
import type { Store } from '../../../store/types.ts';
import type { ActionsSyncClient } from '../../client.ts';
import { optOutReaderOf } from './salesforce-reader.ts';
import type { TemporalLink } from './temporal.ts';

const SERVER_SELECTION_MS = 5_000;

/** What a command needs of the outside, opened when it is first asked for. */
export interface Session {
  env: Environment;
  limits: QuotaLimits;
  store: () => Promise<Store>;
  temporal: () => Promise<TemporalLink>;
  client: () => Promise<ActionsSyncClient>;
  /** Opened when it is first asked; null: Salesforce is not connected. */
  optOuts: OptOutReader | null;
}

/** Runs `body` with a session and closes all that it opened. MongoDB's address is always needed; `needs`: what else. */
export async function withSession<T>(
  body: (session: Session) => Promise<T>,
  needs: readonly (keyof Environment)[] = [],
): Promise<T> {
  const env = readEnvironment(process.env, ['MONGODB_URI', ...needs]);
  const opened: Promise<{ close(): Promise<void> }>[] = [];
  const closing = <P extends { close(): Promise<void> }>(part: Promise<P>): Promise<P> => {
    opened.push(part);
    return part;
  };
  const store = lazy(() => closing(openStoreOf(env)));
  const temporal = lazy(async () => {
    // Loaded late: Temporal's client takes as long to load as all the rest.
    const { connectTemporal } = await import('./temporal.ts');
    return closing(connectTemporal());
  });
  const optOuts = optOutReaderOf(env, closing);
  const client = lazy(async () => {
    const [{ createActionsSyncClient }, opened, link] = await Promise.all([
      import('../../client.ts'),
      store(),
      temporal(),
    ]);
    const instance = env.ACTIONS_SYNC_INSTANCE;
    return createActionsSyncClient({ temporal: link.client, store: opened, instance, by: userName(), optOuts });
  });
  try {
    return await body({ env, limits: limitsOf(env), store, temporal, client, optOuts });
  } finally {
    const parts = await Promise.allSettled(opened);
    const there = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    await Promise.allSettled(there.map((part) => part.close()));
  }
}

export async function openStoreOf(env: Environment): Promise<Store> {
  const { openStore } = await import('../../../store/index.ts');
  if (env.MONGODB_URI === undefined)
    throw new AppError('config.environment', { details: { MONGODB_URI: 'is not set' } });
  const options = { uri: env.MONGODB_URI, dbName: env.MONGODB_DB };
  try {
    return await openStore({ ...options, serverSelectionTimeoutMs: SERVER_SELECTION_MS });
  } catch (error) {
    if (!isAppError(error) || error.key !== 'config.environment') throw error;
    throw new AppError('config.environment', { details: { MONGODB_URI: 'can’t be read as an address' } });
  }
}

export function limitsOf(env: Environment): QuotaLimits {
  return quotaLimits({
    rate: env.MARKETO_RATE_SHARE,
    day: env.MARKETO_DAILY_SHARE,
    dailyCalls: env.MARKETO_DAILY_CALLS,
  });
}

/** For the audit log: a user name, never an address. */
export function userName(): string {
  try {
    return userInfo().username.replace(/@.*$/, '');
  } catch {
    // A container may run under a number that has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
