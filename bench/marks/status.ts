import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { createActionsSyncClient } from '../../client/index.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { type ServedApi, startApi } from '../rig/api.ts';
import { openDeps } from '../rig/deps.ts';
import { putInUse } from '../rig/in-use.ts';
import type { Rig } from '../rig/rig.ts';
import { prepareScan, scanAll } from '../rig/scan.ts';
import { startSimulator } from '../rig/simulator.ts';

const MOST = 1.5;
const WARM_UP = 20;

type Ask = () => Promise<unknown>;

/**
 * `GET /api/v1/status` of the product's API, a process of its own, by one kept connection with a token, beside the typed
 * client's `status()` in this process; in turn, on one database filled as in use.
 */
export async function status(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  const rounds = quick ? 50 : 200;
  const inUse = quick
    ? { outbox: 1_000, tasks: 100, unsubscribes: 1_000 }
    : { outbox: 10_000, tasks: 1_000, unsubscribes: 10_000 };
  rig.say(`status: ${rounds} pairs of looks, ${people} people`);
  const simulator = await startSimulator({ people, limits: 'off', dailyQuota: 100_000_000 }, rig.cleanup);
  const { name: dbName, drop } = await rig.newDatabase();
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName, marketo: simulator, limits: null });
  const close = rig.cleanup.add(() => deps.close());
  await prepareScan(deps);
  await scanAll(deps);
  const { store } = deps;
  const instance = `bench-${randomUUID().slice(0, 8)}`;
  const client = createActionsSyncClient({ temporal: rig.temporal, store, instance, by: 'bench' });
  await putInUse({ store, client }, inUse);
  const api = await startApi(rig, { store, dbName, instance });
  const { served, direct } = await measure(api, () => client.status(), rounds);
  await api.stop();
  await close();
  await drop();
  await simulator.stop();
  const p99 = { served: percentile(served, 0.99), direct: percentile(direct, 0.99) };
  const medians = { served: percentile(served, 0.5), direct: percentile(direct, 0.5) };
  return [
    result({
      mark: 'status',
      what: `p99 of GET /api/v1/status with ${people} people, of the typed client's status()`,
      measured: `${rounded(p99.served, 1)} of ${rounded(p99.direct, 1)} ms`,
      ratio: p99.served / p99.direct,
      needs: { atMost: MOST },
      details: {
        ...{ people, rounds, ...inUse },
        medianMs: rounded(medians.served, 1),
        directMedianMs: rounded(medians.direct, 1),
        ratioOfMedians: rounded(medians.served / medians.direct, 3),
      },
    }),
  ];
}

async function measure({ url, headers }: ServedApi, direct: Ask, rounds: number) {
  const pool = new Pool(url, { connections: 1 });
  const overHttp = async () => {
    const { statusCode, body } = await pool.request({ path: '/api/v1/status', method: 'GET', headers });
    const answer = await body.json();
    if (statusCode !== 200) throw new Error(`the API answered ${statusCode}: ${JSON.stringify(answer)}`);
  };
  const ways: [Ask, Ask] = [overHttp, direct];
  const times: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    // Each goes first in half of the pairs.
    for (const way of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const ms = await timeOf(ways[way]);
      if (round >= 0) times[way].push(ms);
    }
  }
  await pool.close();
  return { served: times[0], direct: times[1] };
}

async function timeOf(ask: Ask): Promise<number> {
  const startedAt = performance.now();
  await ask();
  return performance.now() - startedAt;
}
