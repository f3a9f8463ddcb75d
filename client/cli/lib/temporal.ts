import type { Client, Connection } from '@temporalio/client';

<<<<<<< HEAD

import type { TemporalConfig } from '../../temporal-config.ts';
import { temporalErrors } from '../../temporal-errors.ts';

=======
>>>>>>> c

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
<<<<<<< HEAD
  const { Connection, options, config } = await configured();
  return linked(await temporalErrors(() => Connection.connect(options)), config);
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
=======
  const [{ Client, Connection }, { temporalConfig }, { connecting }] = await Promise.all([
>>>>>>> c
    import('@temporalio/client'),
    import('../../temporal-config.ts'),
    import('../../temporal-tls.ts'),
  ]);
<<<<<<< HEAD
  const config = temporalConfig(variables);
  return { Connection, options: { ...config.connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }, config };
}

async function linked(connection: Connection, { namespace, dataConverter }: TemporalConfig): Promise<TemporalLink> {
  const { Client } = await import('@temporalio/client');
=======
  const { connectionOptions, namespace, dataConverter } = temporalConfig();
  const connection = await connecting(connectionOptions, () =>
    Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }),
  );
>>>>>>> c
  const client = new Client({ connection, namespace, dataConverter });
  return { client, connection, namespace, close: () => connection.close() };
}
