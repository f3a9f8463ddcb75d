import { z } from 'zod';
import { createAccess } from '../../client/access/index.ts';
import type { Store } from '../../store/types.ts';
import { startChild } from './child.ts';
import type { Rig } from './rig.ts';

const announced = z.object({ url: z.string() });
/** More than the bench asks for in a minute. */
const REQUESTS_PER_MINUTE = 10_000_000;

interface Places {
  store: Store;
  dbName: string;
  instance: string;
}

/** The product's API in a process of its own, and a viewer's token for it. */
export interface ServedApi {
  url: string;
  headers: { authorization: string };
  stop: () => Promise<void>;
}

/** Vendors are not connected; MongoDB and Temporal are those of the rig. */
export async function startApi({ stack, cleanup }: Rig, { store, dbName, instance }: Places): Promise<ServedApi> {
  const env = {
    ...process.env,
    ACTIONS_SYNC_INSTANCE: instance,
    MONGODB_URI: stack.mongo.uri,
    MONGODB_DB: dbName,
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: stack.temporal.namespace,
    API_ADDRESS: '127.0.0.1:0',
    API_RATE_LIMIT: String(REQUESTS_PER_MINUTE),
    LOG_LEVEL: 'error',
  };
  const { token } = await createAccess({ store, by: 'bench' }).create({ name: 'bench', scope: 'viewer' });
  const { ready, stop } = await startChild('api', { argument: {}, env, graceMs: 10_000 }, cleanup);
  return { url: announced.parse(ready).url, headers: { authorization: `Bearer ${token}` }, stop };
}
