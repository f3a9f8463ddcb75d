import type { Client, Connection } from '@temporalio/client';
import { temporalErrors } from '../../temporal-errors.ts';

export interface TemporalLink {
  client: Client;
  connection: Connection;
  namespace: string;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects as the environment says (temporal-config.ts). */
export async function connectTemporal(): Promise<TemporalLink> {
  const [{ Client, Connection }, { temporalConfig }] = await Promise.all([
    import('@temporalio/client'),
    import('../../temporal-config.ts'),
  ]);
  const { connectionOptions, namespace, dataConverter } = temporalConfig();
  const connection = await temporalErrors(() =>
    Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }),
  );
  const client = new Client({ connection, namespace, dataConverter });
  return { client, connection, namespace, close: () => connection.close() };
}
