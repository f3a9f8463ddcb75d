import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { median, type Result, result, rounded } from '../result.ts';
import { startApi } from '../rig/api.ts';
import { startChild } from '../rig/child.ts';
import { cpuOfChildren } from '../rig/cpu.ts';
import { runIdle, syncEverybody } from '../rig/initial-sync.ts';
import type { Rig } from '../rig/rig.ts';
import { startSync } from '../rig/sync.ts';
import { until } from '../rig/until.ts';

const CONSOLES = 50;
const AT_LEAST = 0.95;
const AT_MOST = 0.05;
/** One look of the API at how all flows stand, at least. */
const WINDOW_MS = 2_500;
/** Standard error of a median, of the mean's. */
const OF_MEDIAN = 1.253;

const news = z.union([
  z.object({ looking: z.boolean(), at: z.enum(['begin', 'end']) }),
  z.object({ leftAfter: z.number() }),
]);

/** Pairs of windows after the sync, and how long they may take. */
const PAIRS_AFTER = 5;
const AFTER_MS = 120_000;

interface Window {
  looking: boolean;
  /** Calls of the sync per second. */
  rate: number;
  /** CPU time in ms per second: of the API, and of worker, Temporal and MongoDB; null where nobody tells it. */
  cpu: { api: number; servers: number } | null;
}

interface Look {
  calls: number;
  cpu: Window['cpu'];
  at: number;
}

/**
 * One initial sync without limits by a real worker; by turns, 50 consoles hear how it stands by an API process, and none.
 * What is compared are windows next to each other, by the simulator's count of calls. Its size is its own: a sync has to
 * last for several of them.
 *
 * A stand-in for MongoDB that stops for its garbage hides 5 % of a rate. So the CPU time that consoles cost is told, too: a
 * sync loses no larger share of its speed than they take of the machine. What they cost the servers is measured after the
 * sync, while these are at rest.
 */
export async function sse(rig: Rig): Promise<Result[]> {
  const [syncs, people] = rig.options.quick ? [1, 800_000] : [2, 1_000_000];
  rig.say(`sse: ${syncs} initial syncs of ${people} people, by turns with and without ${CONSOLES} consoles`);
  const ratios: number[] = [];
  const rates: Record<'watched' | 'alone', number[]> = { watched: [], alone: [] };
  const all: Measured = { during: [], after: [], fewest: Number.POSITIVE_INFINITY };
  for (let run = 0; run < syncs; run += 1) {
    const { during, after, fewest } = await syncOnce(rig, people);
    all.fewest = Math.min(all.fewest, fewest);
    all.during.push(...during);
    all.after.push(...after);
    for (const { looking, rate } of during) rates[looking ? 'watched' : 'alone'].push(rate);
    ratios.push(...ratiosOf(during));
  }
  const noise = noiseOf(ratios);
  const shown = (of: readonly number[]) => of.map((rate) => rounded(rate, 1));
  return [
    result({
      mark: 'sse',
      what: `initial sync of ${people} people while ${CONSOLES} consoles look, of without: calls/s`,
      measured: `${rounded(median(rates.watched), 1)} of ${rounded(median(rates.alone), 1)} calls/s (noise ${rounded(noise, 3)})`,
      ratio: median(ratios),
      needs: { atLeast: AT_LEAST },
      details: {
        ...{ people, syncs, windows: ratios.length, noise: rounded(noise, 3), fewestNews: all.fewest },
        ratios: ratios.map((ratio) => rounded(ratio, 3)),
        watched: shown(rates.watched),
        alone: shown(rates.alone),
      },
    }),
    ...costs(all, people),
  ];
}

/** Nothing where nobody tells CPU time. */
function costs({ during, after }: Measured, people: number): Result[] {
  const added = (windows: readonly Window[], of: 'api' | 'servers') => {
    const mean = (looking: boolean) => {
      const told = windows.filter((one) => one.looking === looking).map(({ cpu }) => cpu?.[of] ?? Number.NaN);
      return told.reduce((sum, one) => sum + one, 0) / told.length;
    };
    return mean(true) - mean(false);
  };
  const [api, servers, cores] = [added(during, 'api'), added(after, 'servers'), availableParallelism()];
  if (Number.isNaN(api + servers)) return [];
  return [
    result({
      mark: 'sse',
      what: `CPU that ${CONSOLES} consoles cost beside it, of this machine's`,
      measured: `${rounded(api + servers, 1)} ms a second of ${cores} cores (API ${rounded(api, 1)}, servers ${rounded(servers, 1)})`,
      ratio: (api + servers) / (1_000 * cores),
      needs: { atMost: AT_MOST },
      details: { people, cores, windows: during.length, windowsAfter: after.length },
    }),
  ];
}

/** Each window with consoles, of the mean of its neighbours without. */
function ratiosOf(windows: readonly Window[]): number[] {
  return windows.flatMap(({ looking, rate }, index) => {
    const [before, after] = [windows[index - 1], windows[index + 1]];
    return looking && before !== undefined && after !== undefined ? [rate / ((before.rate + after.rate) / 2)] : [];
  });
}

/** Standard error of the median of ratios. */
function noiseOf(ratios: readonly number[]): number {
  const mean = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  const variance = ratios.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (ratios.length - 1);
  return OF_MEDIAN * Math.sqrt(variance / ratios.length);
}

interface Measured {
  during: Window[];
  after: Window[];
  /** News that a console had in a window, at least. */
  fewest: number;
}

async function syncOnce(rig: Rig, people: number): Promise<Measured> {
  const sync = await startSync(rig, { people, limits: 'off', share: 1 });
  await runIdle(rig, sync);
  const api = await startApi(rig, { ...sync, scope: 'viewer' });
  const measured: Measured = { during: [], after: [], fewest: Number.POSITIVE_INFINITY };
  let begun: Promise<Look> | null = null;
  let windows = measured.during;
  let isOver = false;
  const look = async (): Promise<Look> => {
    const [{ calls }, all] = await Promise.all([sync.simulator.statistics(), cpuOfChildren()]);
    return { calls, cpu: all === null ? null : cpuOf(all), at: performance.now() };
  };
  const cpuOf = (all: ReadonlyMap<number, number>) => {
    const isServer = ([pid]: [number, number]) => ![api.pid, consoles.child.pid, sync.simulator.pid].includes(pid);
    const servers = [...all].filter(isServer).reduce((sum, [, cpuMs]) => sum + cpuMs, 0);
    return { api: all.get(api.pid) ?? Number.NaN, servers };
  };
  const hear = async (message: unknown) => {
    const told = news.parse(message);
    if ('leftAfter' in told) {
      measured.fewest = Math.min(measured.fewest, told.leftAfter);
      return;
    }
    if (told.at === 'begin') {
      begun = look();
      return;
    }
    const kept = windows;
    const [from, to] = [await begun, await look()];
    if (from !== null) kept.push(windowOf(told.looking, from, to));
  };
  const syncing = syncEverybody(sync, people);
  const { url, headers } = api;
  const consoles = await startChild(
    'consoles',
    {
      argument: { url, headers, count: CONSOLES, windowMs: WINDOW_MS },
      env: process.env,
      onMessage: (message) => void hear(message),
    },
    rig.cleanup,
  );
  const early = consoles.child.exited.then(() => {
    if (!isOver) throw new Error(`the consoles ended: ${consoles.child.stderrTail()}`);
  });
  await Promise.race([syncing, early]);
  // A window that is partly after the end is none of the sync.
  begun = null;
  windows = measured.after;
  await sync.store.settings.setPeople({ sync: false }, 'bench');
  await until('windows after the sync', AFTER_MS, async () => measured.after.length >= 2 * PAIRS_AFTER, WINDOW_MS);
  isOver = true;
  await consoles.stop();
  await api.stop();
  await sync.stop();
  // In the first two code is still cold, in the first one after it the flows come to rest.
  return { ...measured, during: measured.during.slice(2), after: measured.after.slice(1) };
}

function windowOf(looking: boolean, from: Look, to: Look): Window {
  const perSecond = (before: number, after: number) => ((after - before) * 1_000) / (to.at - from.at);
  const cpu =
    from.cpu === null || to.cpu === null
      ? null
      : { api: perSecond(from.cpu.api, to.cpu.api), servers: perSecond(from.cpu.servers, to.cpu.servers) };
  return { looking, rate: perSecond(from.calls, to.calls), cpu };
}
