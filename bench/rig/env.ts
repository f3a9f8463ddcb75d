import type { LocalStack } from '../../local/index.ts';
import type { Simulator } from './simulator.ts';

interface Places {
  instance: string;
  stack: LocalStack;
  dbName: string;
  marketo: Simulator;
}

/** Environment of a worker's process: ours, and where everything of this run is. */
export function workerEnvironment({ instance, stack, dbName, marketo }: Places): Record<string, string | undefined> {
  return {
    ...process.env,
    ACTIONS_SYNC_INSTANCE: instance,
    MONGODB_URI: stack.mongo.uri,
    MONGODB_DB: dbName,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    MARKETO_BASE_URL: marketo.baseUrl,
    MARKETO_CLIENT_ID: marketo.clientId,
    MARKETO_CLIENT_SECRET: marketo.clientSecret,
    LOG_LEVEL: 'error',
  };
}
