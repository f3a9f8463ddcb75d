import { randomUUID } from 'node:crypto';
import type { Store } from '../../store/types.ts';
import { openDeps } from './deps.ts';
import { workerEnvironment } from './env.ts';
import type { Rig } from './rig.ts';
import { prepareScan, scanAll } from './scan.ts';
import { startSimulator } from './simulator.ts';

/** A database after an initial sync, without a worker. */
export interface Filled {
  instance: string;
  dbName: string;
  store: Store;
  /** What processes that use it are given. */
  env: Record<string, string | undefined>;
  stop: () => Promise<void>;
}

export async function fill(rig: Rig, people: number): Promise<Filled> {
  const { stack, cleanup } = rig;
  const instance = `bench-${randomUUID().slice(0, 8)}`;
  const simulator = await startSimulator({ people, limits: 'off', dailyQuota: 100_000_000 }, cleanup);
  const { name: dbName, drop } = await rig.newDatabase();
  const deps = await openDeps({ uri: stack.mongo.uri, dbName, marketo: simulator, limits: null });
  const close = cleanup.add(() => deps.close());
  await prepareScan(deps);
  await scanAll(deps);
  return {
    ...{ instance, dbName, store: deps.store },
    env: workerEnvironment({ instance, stack, dbName, marketo: simulator }),
    stop: async () => {
      await close();
      await drop();
      await simulator.stop();
    },
  };
}
