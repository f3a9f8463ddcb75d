import { Pool } from 'undici';
import { createActionsSyncClient } from '../../client/index.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { type ServedApi, startApi } from '../rig/api.ts';
import { fill } from '../rig/filled.ts';
import { type Ask, inTurn } from '../rig/in-turn.ts';
import { putInUse } from '../rig/in-use.ts';
import type { Rig } from '../rig/rig.ts';

const MOST = 1.5;
const WARM_UP = 20;

/**
 * `GET /api/v1/status` of the product's API, a process of its own, by one kept connection with a token, beside the typed
 * client's `status()` in this process; in turn, on one database filled as in use.
 */
export async function status(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  const rounds = quick ? 50 : 300;
  const inUse = quick
    ? { outbox: 1_000, tasks: 100, unsubscribes: 1_000 }
    : { outbox: 10_000, tasks: 1_000, unsubscribes: 10_000 };
  rig.say(`status: ${rounds} pairs of looks, ${people} people`);
  const filled = await fill(rig, people);
  const { store, instance } = filled;
  const client = createActionsSyncClient({ temporal: rig.temporal, store, instance, by: 'bench' });
  await putInUse({ store, client }, inUse);
  const api = await startApi(rig, { ...filled, scope: 'viewer' });
  const { ours: served, bare: direct } = await measure(api, () => client.status(), rounds);
  await api.stop();
  await filled.stop();
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
  const times = await inTurn({ ours: overHttp, bare: direct }, { rounds, warmUp: WARM_UP });
  await pool.close();
  return times;
}
