import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { listen } from '../../api/listen.ts';
import { createApiServer } from '../../api/server.ts';
import { quotaLimits } from '../../model/quota.ts';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
import { median, type Result, result, rounded } from '../result.ts';
import { type Line, type Logging, startLogging } from '../rig/logging.ts';
import type { Rig } from '../rig/rig.ts';

/** As many as one request takes. */
const BATCH = 1_000;
const AT_LEAST = 0.9;
const LIMITS = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });

type Take = (lines: readonly Line[]) => Promise<void>;

/**
 * Batches of 1,000 sales activities by `POST /api/v1/activities`, without and with an idempotency key, beside
 * `client.activities.log` of as many, in turn: one process, one database, no worker.
 */
export async function http(rig: Rig): Promise<Result[]> {
  const rounds = rig.options.quick ? 2 : 20;
  rig.say(`http: ${rounds} batches of ${BATCH} lines in each of three ways, in turn`);
  const logging = await startLogging(rig);
  const served = await serve(logging);
  const ways = {
    direct: (lines: readonly Line[]) => taken(logging.client.activities.log(lines)),
    http: (lines: readonly Line[]) => served.post(lines, {}),
    keyed: (lines: readonly Line[]) => served.post(lines, { 'idempotency-key': randomUUID() }),
  } satisfies Record<string, Take>;
  try {
    const names = Object.keys(ways) as (keyof typeof ways)[];
    const rates: Record<keyof typeof ways, number[]> = { direct: [], http: [], keyed: [] };
    const cpu: Record<keyof typeof ways, number[]> = { direct: [], http: [], keyed: [] };
    const batches = batchesOf(logging, (rounds + 1) * names.length);
    // The first of each is not measured: connections and compiled code are there then.
    for (let round = 0; round <= rounds; round += 1) {
      for (let turn = 0; turn < names.length; turn += 1) {
        const name = names[(round + turn) % names.length] ?? 'direct';
        const { seconds, cpuMs } = await taking(ways[name], batches.next().value ?? []);
        if (round === 0) continue;
        rates[name].push(BATCH / seconds);
        cpu[name].push(cpuMs);
      }
    }
    const shown = (of: readonly number[]) => of.map((rate) => rounded(rate));
    return (['http', 'keyed'] as const).map((name) =>
      result({
        mark: 'http',
        what: `activities/s over HTTP${name === 'keyed' ? ' with an idempotency key' : ''}, of client.activities.log`,
        measured: `${rounded(median(rates[name]))} of ${rounded(median(rates.direct))} activities/s`,
        // Round by round: what else the machine does then is the same for both.
        ratio: median(rates[name].map((rate, round) => rate / (rates.direct[round] ?? Number.NaN))),
        needs: { atLeast: AT_LEAST },
        details: {
          ...{ rounds, batch: BATCH, ours: shown(rates[name]), direct: shown(rates.direct) },
          // Of server and caller, which are one process here.
          ...{ cpuMs: rounded(median(cpu[name])), directCpuMs: rounded(median(cpu.direct)) },
        },
      }),
    );
  } finally {
    await served.close();
    await logging.stop();
  }
}

async function serve({ store, instance, client }: Logging) {
  const api = await createApiServer({
    ...{ store, instance, limits: LIMITS, version: 'bench', temporalUi: null },
    ...{ connected: { marketo: true, salesforce: true }, isSimulated: true },
    clientFor: () => client,
    plan: async () => Promise.reject(new Error('no plan is asked for')),
    examine: async () => [],
    askTemporal: async () => undefined,
    authenticate: async () => ({ name: 'bench', scope: 'operator' as const }),
  });
  const pool = new Pool(`http://127.0.0.1:${await listen(api, '127.0.0.1:0')}`);
  return {
    async post(activities: readonly Line[], headers: Record<string, string>): Promise<void> {
      const { statusCode, body } = await pool.request({
        ...{ path: '/api/v1/activities', method: 'POST', body: JSON.stringify({ activities }) },
        headers: { 'content-type': 'application/json', ...headers },
      });
      const answer = (await body.json()) as { results: { result: string }[] };
      if (statusCode !== 200) throw new Error(`the API answered ${statusCode}`);
      await taken(Promise.resolve(answer.results));
    },
    async close(): Promise<void> {
      await pool.close();
      await api.close();
    },
  };
}

function* batchesOf(logging: Logging, count: number): Generator<Line[]> {
  const lines = logging.lines('http', count * BATCH, SALES_ACTIVITY_KINDS);
  for (let from = 0; from < lines.length; from += BATCH) yield lines.slice(from, from + BATCH);
}

async function taken(results: Promise<readonly { result: string }[]>): Promise<void> {
  const refused = (await results).filter((one) => one.result !== 'accepted').length;
  if (refused > 0) throw new Error(`${refused} activities were not taken`);
}

async function taking(take: Take, lines: readonly Line[]): Promise<{ seconds: number; cpuMs: number }> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await take(lines);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - startedAt) / 1_000, cpuMs: (user + system) / 1_000 };
}
