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

/** Address, namespace, TLS and API key as `@temporalio/envconfig` finds them: TEMPORAL_* or its file. */
export async function connectTemporal(): Promise<TemporalLink> {
  const [{ Client, Connection }, { loadClientConnectConfig }] = await Promise.all([
    import('@temporalio/client'),
    import('@temporalio/envconfig'),
  ]);
  const { connectionOptions, namespace = 'default' } = readable(loadClientConnectConfig);
  const connection = await temporalErrors(() =>
    Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT_MS }),
  );
  const client = new Client({ connection, namespace });
  return { client, connection, namespace, close: () => connection.close() };
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
