import type { Client } from '@temporalio/client';
import { createOptOutReader } from '../activities/unsubscribes/reader.ts';
import { type Environment, readEnvironment } from '../model/env.ts';
import { openSalesforce } from '../worker/salesforce.ts';
import { openMarketo } from './cli/lib/marketo.ts';
import { limitsOf, openStoreOf, userName } from './cli/lib/session.ts';
import { connectTemporalLater } from './cli/lib/temporal.ts';
import { type ActionsSyncClient, createActionsSyncClient } from './client.ts';

/** How `connectActionsSync` connects; every member may be left out. */
export interface ConnectOptions {
  /** Variables as in `.env.example`; `process.env` where left out. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Who acts, for the audit log: a name, never an address. The user name of the process where left out. */
  by?: string | undefined;
  /** A Temporal client of the app's own, which stays open at the end; `TEMPORAL_*` where left out. */
  temporal?: Client | undefined;
}

/** A client with connections of its own. */
export interface ConnectedActionsSync extends ActionsSyncClient {
  /** Waits until the workflows of what was logged are started, if Temporal takes them; then closes what was opened. */
  close(): Promise<void>;
}

type Part = { close(): Promise<void> };

/**
 * Opens what the command line opens, from the same variables: MongoDB, Temporal, and Marketo and Salesforce where their
 * variables are set. Temporal is asked when it is first needed: where it is away, checks and panels work all the same,
 * and what is logged is stored.
 * @throws AppError `config.environment`, naming every bad variable at once; `store.unreachable`, `store.auth`;
 * `marketo.baseUrl`, `salesforce.loginUrl`, `salesforce.privateKey`
 */
export async function connectActionsSync(options: ConnectOptions = {}): Promise<ConnectedActionsSync> {
  const { env: variables = process.env, by = userName(), temporal } = options;
  const env = readEnvironment(variables, ['MONGODB_URI']);
  const parts: Part[] = [];
  const opened = <P extends Part>(part: P): P => {
    parts.push(part);
    return part;
  };
  const close = async () => {
    await Promise.allSettled(parts.splice(0).map((part) => part.close()));
  };
  try {
    const client = temporal ?? opened(await connectTemporalLater(variables)).client;
    const actionsSync = createActionsSyncClient({ temporal: client, by, ...(await vendorsAndStore(env, opened)) });
    const end = async () => {
      // What else went wrong was told to whoever logged it.
      await actionsSync.activities.started().catch(() => {});
      await close();
    };
    return { ...actionsSync, close: end };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the typed client is made of, but for Temporal and who acts. `opened` is told of all that is to be closed. */
export async function vendorsAndStore(env: Environment, opened: <P extends Part>(part: P) => P) {
  const store = opened(await openStoreOf(env));
  const marketo = await openMarketo(env, store);
  if (marketo !== null) opened(marketo);
  const salesforce = openSalesforce(env);
  if (salesforce !== null) opened(salesforce);
  return {
    store,
    instance: env.ACTIONS_SYNC_INSTANCE,
    limits: limitsOf(env),
    marketo: marketo ?? undefined,
    salesforce: salesforce ?? undefined,
    optOuts: salesforce === null ? null : createOptOutReader(salesforce),
  };
}
