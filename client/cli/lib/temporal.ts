import type { Client, Connection } from '@temporalio/client';

export interface TemporalLink {
  client: Client;
  connection: Connection;
  namespace: string;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects as the environment says (temporal-config.ts). */
export async function connectTemporal(): Promise<TemporalLink> {
  const [{ Client, Connection }, { temporalConfig }, { connecting }] = await Promise.all([
    import('@temporalio/client'),
    import('../../temporal-config.ts'),
    import('../../temporal-tls.ts'),
  ]);
  const { connectionOptions, namespace, dataConverter } = temporalConfig();
  const connection = await connecting(connectionOptions, () =>
    Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }),
  );
  const client = new Client({ connection, namespace, dataConverter });
  return { client, connection, namespace, close: () => connection.close() };
}
