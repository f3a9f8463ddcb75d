import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ActionsSyncClient, createActionsSyncClient } from '../../client/index.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { startChild } from './child.ts';
import { workerEnvironment } from './env.ts';
import type { Rig } from './rig.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

const memorySample = z.object({ rss: z.number(), heapTotal: z.number(), heapUsed: z.number(), external: z.number() });
export type MemorySample = z.infer<typeof memorySample>;

export interface SyncOptions extends Pick<SimulatorOptions, 'people' | 'limits'> {
  /** MARKETO_RATE_SHARE; its default when left out. */
  share?: number;
}

/** A whole running sync: simulator, worker and database of its own, on a real Temporal. */
export interface Sync {
  simulator: Simulator;
  store: Store;
  client: ActionsSyncClient;
  ids: ReturnType<typeof workflowIds>;
  /** What processes beside the worker are given. */
  env: Record<string, string | undefined>;
  /** The worker's memory in bytes, sampled five times a second. */
  memory: MemorySample[];
  stop(): Promise<void>;
}

const NEVER_USED_UP = 10_000_000;

export async function startSync(rig: Rig, { people, limits, share }: SyncOptions): Promise<Sync> {
  const { stack, temporal, cleanup } = rig;
  const instance = `bench-${randomUUID().slice(0, 8)}`;
  const ids = workflowIds(instance);
  const simulator = await startSimulator({ people, limits, dailyQuota: NEVER_USED_UP }, cleanup);
  const database = await rig.newDatabase();
  const store = await openStore({ uri: stack.mongo.uri, dbName: database.name });
  const closeStore = cleanup.add(() => store.close());
  await store.migrate();
  const endFlows = cleanup.add(async () => {
    const ending = [ids.peopleInitial, ids.peopleChanges, ids.peoplePush].map((id) =>
      temporal.workflow.getHandle(id).terminate(),
    );
    await Promise.allSettled([
      ...ending,
      temporal.schedule.getHandle(ids.housekeeping).delete(),
      temporal.schedule.getHandle(ids.peopleReconcile).delete(),
      temporal.schedule.getHandle(ids.unsubscribesNightly).delete(),
    ]);
  });
  const env = {
    ...workerEnvironment({ instance, stack, dbName: database.name, marketo: simulator }),
    // An interval of 3 s would use up a day of 50,000 calls and be stretched for it.
    MARKETO_DAILY_CALLS: String(NEVER_USED_UP),
    ...(share === undefined ? {} : { MARKETO_RATE_SHARE: String(share) }),
  };
  const memory: MemorySample[] = [];
  const onMessage = (message: unknown) => memory.push(memorySample.parse(message));
  const worker = await startChild('worker', { argument: { limits }, env, graceMs: 25_000, onMessage }, cleanup);
  const client = createActionsSyncClient({ temporal, store, instance, by: 'bench' });
  const stop = async () => {
    await worker.stop();
    await endFlows();
    await closeStore();
    await database.drop();
    await simulator.stop();
  };
  return { simulator, store, client, ids, env, memory, stop };
}
