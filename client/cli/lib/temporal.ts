import type { Client, Connection } from '@temporalio/client';
import type { TemporalConfig } from '../../temporal-config.ts';

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

/** Connects as the environment says (temporal-config.ts). */
export async function connectTemporal(): Promise<TemporalLink> {
  const { Connection, options, config } = await configured();
  const { connecting } = await import('../../temporal-tls.ts');
  return linked(await connecting(options, () => Connection.connect(options)), config);
}

/**
 * As `connectTemporal`, from variables given, and without asking the server before it is needed. A call to a server that is
 * away fails after about 3 s, not 20: what it would have started is found by a worker.
 */
export async function connectTemporalLater(variables: Variables): Promise<TemporalLink> {
  const { Connection, options, config } = await configured(variables);
  const { defaultGrpcRetryOptions, makeGrpcRetryInterceptor } = await import('@temporalio/client');
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: ATTEMPTS }))];
  return linked(Connection.lazy({ ...options, interceptors }), config);
}

async function configured(variables?: Variables) {
  const [{ Connection }, { temporalConfig }] = await Promise.all([
    import('@temporalio/client'),
    import('../../temporal-config.ts'),
  ]);
  const config = temporalConfig(variables);
  return { Connection, options: { ...config.connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }, config };
}

async function linked(connection: Connection, { namespace, dataConverter }: TemporalConfig): Promise<TemporalLink> {
  const { Client } = await import('@temporalio/client');
  const client = new Client({ connection, namespace, dataConverter });
  return { client, connection, namespace, close: () => connection.close() };
}
