import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { type Db, MongoClient } from 'mongodb';
import { afterAll } from 'vitest';
import { createActionsSyncClient } from '../../client/index.ts';
import { type Environment, readEnvironment } from '../../model/env.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import type { MarketoSimulator, MarketoSimulatorOptions } from '../../simulators/marketo/index.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { mongoUri } from '../store/uri.ts';
import { temporalAddress } from '../workflows/temporal.ts';

export interface WorkerRig {
  simulator: MarketoSimulator;
  store: Store;
  /** The same database without the store in between. */
  db: Db;
  client: Client;
  actions: ReturnType<typeof createActionsSyncClient>;
  ids: ReturnType<typeof workflowIds>;
  /** What a worker process is given. */
  variables: Record<string, string>;
  env: Environment;
}

type Defer = (cleanUp: () => Promise<unknown>) => void;

/** For the top of a file: takes what is to be done after it. An `afterAll` called by a `beforeAll` is never run. */
export function afterFile(): Defer {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  });
  return (cleanUp) => cleanUps.push(cleanUp);
}

/**
 * A simulated Marketo, a database and an instance name of their own. `defer`: runs what it is given after the test or
 * the file, the last one first.
 */
export async function openWorkerRig(options: MarketoSimulatorOptions, defer: Defer): Promise<WorkerRig> {
  const simulator = await startMarketoSimulator(options);
  defer(() => simulator.close());
  const dbName = `test_worker_${randomUUID().slice(0, 8)}`;
  const mongo = await new MongoClient(mongoUri()).connect();
  const db = mongo.db(dbName);
  defer(() => mongo.close());
  defer(() => db.dropDatabase());
  const store = await openStore({ uri: mongoUri(), dbName });
  defer(() => store.close());
  const connection = await Connection.connect({ address: temporalAddress() });
  defer(() => connection.close());
  const client = new Client({ connection });
  const instance = `test-${randomUUID().slice(0, 8)}`;
  const ids = workflowIds(instance);
  defer(() =>
    Promise.allSettled([
      client.schedule.getHandle(ids.housekeeping).delete(),
      client.schedule.getHandle(ids.peopleReconcile).delete(),
      client.schedule.getHandle(ids.unsubscribesNightly).delete(),
      client.workflow.getHandle(ids.peopleInitial).terminate(),
      client.workflow.getHandle(ids.peopleChanges).terminate(),
      client.workflow.getHandle(ids.peopleReconcile).terminate(),
      client.workflow.getHandle(ids.peoplePush).terminate(),
      client.workflow.getHandle(ids.unsubscribes).terminate(),
      client.workflow.getHandle(ids.tasks).terminate(),
      ...VENDORS.map((vendor) => client.workflow.getHandle(ids.sender(vendor)).terminate()),
    ]),
  );
  const variables = {
    ACTIONS_SYNC_INSTANCE: instance,
    TEMPORAL_ADDRESS: temporalAddress(),
    MONGODB_URI: mongoUri(),
    MONGODB_DB: dbName,
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
    MARKETO_RATE_SHARE: '1',
    LOG_LEVEL: 'error',
  };
  const actions = createActionsSyncClient({ temporal: client, store, instance, by: 'test' });
  return { simulator, store, db, client, actions, ids, variables, env: readEnvironment(variables) };
}
