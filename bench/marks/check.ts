import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { createCheck } from '../../client/check/index.ts';
import { type QuotaLimits, quotaLimits } from '../../model/quota.ts';
import { median, percentile, type Result, result, rounded } from '../result.ts';
import { openBareCheck, taking } from '../rig/bare-check.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { type Simulator, startSimulator } from '../rig/simulator.ts';

const MOST_P99 = 1.3;
const MOST = 1.2;
const PER_CALL = 300;
/** MARKETO_RATE_SHARE's default. */
const SHARE = 0.5;
/** What a call of a nearby Marketo takes. */
const LATENCY_MS = 200;
/** One check and one raw call in this time: half of what the share allows. */
const PAIR_EVERY_MS = 800;
const LEADS = 'GET /rest/v1/leads.json';

/** The check before a send: one at a time beside the raw call, and many at once beside the fewest calls there can be. */
export async function check(rig: Rig): Promise<Result[]> {
  return [
    await steady(rig),
    ...(await burst(rig, 'one caller', (addresses, ask) => ask(addresses))),
    ...(await burst(rig, 'as many callers', (addresses, ask) => Promise.all(addresses.map((one) => ask([one]))))),
  ];
}

async function steady(rig: Rig): Promise<Result> {
  const pairs = rig.options.quick ? 25 : 200;
  rig.say(`check: ${pairs} checks and as many raw calls, alternating`);
  const site = await openSite(rig, 2_000);
  const addresses = site.addresses.values();
  const next = () => addresses.next().value ?? '';
  const times = { ours: [] as number[], raw: [] as number[] };
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = taking(async () => {
      const raw = async () => times.raw.push(await taking(() => site.bare.ask([next()])));
      const ours = async () => times.ours.push(await taking(() => site.ask([next()])));
      for (const run of pair % 2 === 0 ? [raw, ours] : [ours, raw]) await run();
    });
    await Promise.all([one, pause(PAIR_EVERY_MS)]);
  }
  await site.close();
  const ms = (values: readonly number[], share: number) => rounded(percentile(values, share), 1);
  return result({
    mark: 'check',
    what: `one check, p99 of ${pairs}, of the raw call's`,
    measured: `${ms(times.ours, 0.99)} of ${ms(times.raw, 0.99)} ms`,
    ratio: percentile(times.ours, 0.99) / percentile(times.raw, 0.99),
    needs: { atMost: MOST_P99 },
    details: {
      latencyMs: LATENCY_MS,
      p50: ms(times.ours, 0.5),
      p50Raw: ms(times.raw, 0.5),
      p99: ms(times.ours, 0.99),
      p99Raw: ms(times.raw, 0.99),
      max: ms(times.ours, 1),
      maxRaw: ms(times.raw, 1),
    },
  });
}

type Ask = (addresses: string[]) => Promise<void>;

async function burst(
  rig: Rig,
  who: string,
  askAll: (addresses: string[], ask: Ask) => Promise<unknown>,
): Promise<Result[]> {
  const rounds = rig.options.quick ? 1 : 5;
  const count = 10_000;
  const fewest = Math.ceil(count / PER_CALL);
  rig.say(`check: ${rounds} bursts of ${count} addresses by ${who}, beside ${fewest} bare calls`);
  const found = { ours: [] as number[], ideal: [] as number[], calls: [] as number[], refused: 0, peakAtOnce: 0 };
  for (let round = 0; round < rounds; round += 1) {
    // A window of its own for each: both runs together fit into one.
    const site = await openSite(rig, count * 1.2);
    const addresses = site.addresses.slice(0, count);
    const ideal = async () => void found.ideal.push(await taking(() => site.bareBurst(addresses)));
    const ours = async () => {
      const before = (await site.simulator.statistics()).endpoints[LEADS] ?? 0;
      found.ours.push(await taking(() => askAll(addresses, site.ask)));
      const after = await site.simulator.statistics();
      found.calls.push((after.endpoints[LEADS] ?? 0) - before);
      found.refused += after.rejected;
      found.peakAtOnce = Math.max(found.peakAtOnce, after.peakAtOnce);
    };
    for (const run of round % 2 === 0 ? [ideal, ours] : [ours, ideal]) await run();
    await site.close();
  }
  const calls = median(found.calls);
  const details = {
    count,
    rounds,
    calls: found.calls,
    milliseconds: found.ours.map((ms) => rounded(ms)),
    idealMilliseconds: found.ideal.map((ms) => rounded(ms)),
    refusedCalls: found.refused,
    peakAtOnce: found.peakAtOnce,
  };
  return [
    result({
      mark: 'check',
      what: `calls for ${count} addresses at once by ${who}, of ${fewest}`,
      measured: `${calls} calls`,
      ratio: calls / fewest,
      needs: { atMost: MOST },
      details,
    }),
    result({
      mark: 'check',
      what: `time of the same, of ${fewest} bare calls, as many of them at once`,
      measured: `${rounded(median(found.ours))} of ${rounded(median(found.ideal))} ms`,
      ratio: median(found.ours) / median(found.ideal),
      needs: { atMost: MOST },
      details,
    }),
  ];
}

/** A Marketo with limits, our database, and addresses of exactly one person each. */
async function openSite(rig: Rig, people: number) {
  const simulator = await startSimulator({ people, limits: 'on', latencyMs: LATENCY_MS }, rig.cleanup);
  const database = await rig.newDatabase();
  const limits: QuotaLimits = quotaLimits({ rate: SHARE, day: 1, dailyCalls: 50_000 });
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName: database.name, marketo: simulator, limits });
  await deps.store.settings.setCheck({ marketo: true }, 'bench');
  const { mayEmail } = createCheck({ store: deps.store, marketo: deps.marketo });
  const bare = await openBareCheck(simulator, limits.atOnce);
  const addresses = await soleAddresses(simulator);
  // Connections, tokens and the simulator's index of addresses are there before anything is measured.
  await bare.ask(addresses.slice(0, 1));
  await mayEmail(addresses.slice(1, 2));

  return {
    simulator,
    bare,
    addresses: addresses.slice(2),
    ask: async (asked: string[]) => {
      const answers = await mayEmail(asked);
      if (answers.some(({ reason }) => reason === 'unavailable')) throw new Error('a check was not answered');
    },
    /** As many at once as our share allows, each as soon as one before has ended. */
    async bareBurst(all: readonly string[]) {
      const parts = Array.from({ length: Math.ceil(all.length / PER_CALL) }, (_, n) =>
        all.slice(n * PER_CALL, (n + 1) * PER_CALL),
      ).values();
      const lane = async () => {
        for (const part of parts) await bare.ask(part);
      };
      await Promise.all(Array.from({ length: limits.atOnce }, lane));
    },
    async close() {
      await bare.close();
      await deps.close();
      await database.drop();
      await simulator.stop();
    },
  };
}

async function soleAddresses({ controlUrl }: Simulator): Promise<string[]> {
  const { body } = await request(`${controlUrl}/truth?fields=email`);
  const lines = (await body.text()).trimEnd().split('\n');
  const people = new Map<string, number>();
  for (const line of lines) {
    const { email } = JSON.parse(line) as { email?: string };
    if (email !== undefined) people.set(email, (people.get(email) ?? 0) + 1);
  }
  return [...people].filter(([, count]) => count === 1).map(([email]) => email);
}
