import type { Client, Connection } from '@temporalio/client';
import { AppError } from '../../../model/errors/app-error.ts';
import { temporalErrors } from '../../temporal-errors.ts';

export interface TemporalLink {
  client: Client;
  connection: Connection;
  namespace: string;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Pauses grow from 0.17 to 1.4 s. */
const ATTEMPTS = 6;

type Variables = Readonly<Record<string, string | undefined>>;

/** Address, namespace, TLS and API key as `@temporalio/envconfig` finds them: TEMPORAL_* or its file. */
export async function connectTemporal(): Promise<TemporalLink> {
  const { Connection, options, namespace } = await configured();
  return linked(await temporalErrors(() => Connection.connect(options)), namespace);
}

/**
 * As `connectTemporal`, from variables given, and without asking the server before it is needed. A call to a server that is
 * away fails after about 3 s, not 20: what it would have started is found by a worker.
 */
export async function connectTemporalLater(variables: Variables): Promise<TemporalLink> {
  const { Connection, options, namespace } = await configured(variables);
  const { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } = await import('@temporalio/client');
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: ATTEMPTS }))];
  return linked(Connection.lazy({ ...options, interceptors }), namespace);
}

async function configured(variables?: Variables) {
  const [{ Connection }, { loadClientConnectConfig }] = await Promise.all([
    import('@temporalio/client'),
    import('@temporalio/envconfig'),
  ]);
  const given = variables === undefined ? {} : { overrideEnvVars: defined(variables) };
  const { connectionOptions, namespace = 'default' } = readable(() => loadClientConnectConfig(given));
  return { Connection, options: { ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }, namespace };
}

async function linked(connection: Connection, namespace: string): Promise<TemporalLink> {
  const { Client } = await import('@temporalio/client');
  const client = new Client({ connection, namespace });
  return { client, connection, namespace, close: () => connection.close() };
}

function defined(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Its errors may quote a key. */
function readable<T>(load: () => T): T {
  try {
    return load();
  } catch {
    throw new AppError('config.environment', {
      details: { 'TEMPORAL_*': 'or Temporal’s configuration file has a value that can’t be used' },
    });
  }
}
