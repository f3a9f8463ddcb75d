import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { median, type Result, result, rounded } from '../result.ts';
import { type ServedApi, startApi } from '../rig/api.ts';
import { startChild } from '../rig/child.ts';
import { runIdle, syncEverybody } from '../rig/initial-sync.ts';
import type { Rig } from '../rig/rig.ts';
import { startSync } from '../rig/sync.ts';

const CONSOLES = 50;
const AT_LEAST = 0.95;
/** Pairs go on until their noise is below half of what the mark allows. */
const ENOUGH_NOISE = 0.025;
const PAIRS = { fewest: 5, most: 12 };
/** Standard error of a median, of the mean's. */
const OF_MEDIAN = 1.253;

const SETTLE_MS = 2_000;

const told = z.object({ fewest: z.number() });

interface SyncRun {
  /** People/s. */
  rate: number;
  /** News that the console with the fewest heard. */
  news: number;
}

/**
 * An initial sync without limits by a real worker, with 50 consoles that hear how it stands by an API process, beside the
 * same once they have left. Everything is started anew for each run.
 */
export async function sse(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  rig.say(`sse: pairs of initial syncs of ${people} people, with and without ${CONSOLES} consoles`);
  const { fewest, most } = quick ? { fewest: 2, most: 2 } : PAIRS;
  const runs: Record<'watched' | 'alone', SyncRun[]> = { watched: [], alone: [] };
  const ratios: number[] = [];
  while (ratios.length < fewest || (ratios.length < most && noiseOf(ratios) > ENOUGH_NOISE)) {
    for (const way of ratios.length % 2 === 0 ? (['watched', 'alone'] as const) : (['alone', 'watched'] as const)) {
      runs[way].push(await syncOnce(rig, way === 'watched'));
    }
    ratios.push(rateOf(runs.watched.at(-1)) / rateOf(runs.alone.at(-1)));
    rig.say(`sse: pair ${ratios.length}: ${rounded(ratios.at(-1) ?? Number.NaN, 3)}`);
  }
  const rates = { watched: runs.watched.map(rateOf), alone: runs.alone.map(rateOf) };
  return [
    result({
      mark: 'sse',
      what: `initial sync of ${people} people with ${CONSOLES} consoles, of without: people/s`,
      measured: `${rounded(median(rates.watched))} of ${rounded(median(rates.alone))} people/s (noise ${rounded(noiseOf(ratios), 3)})`,
      ratio: median(ratios),
      needs: { atLeast: AT_LEAST },
      details: {
        people,
        pairs: ratios.length,
        ratios: ratios.map((ratio) => rounded(ratio, 3)),
        noise: rounded(noiseOf(ratios), 3),
        fewestNews: Math.min(...runs.watched.map(({ news }) => news)),
        watched: rates.watched.map((rate) => rounded(rate)),
        alone: rates.alone.map((rate) => rounded(rate)),
      },
    }),
  ];
}

/** Standard error of the median of ratios. */
function noiseOf(ratios: readonly number[]): number {
  const mean = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
  const variance = ratios.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (ratios.length - 1);
  return OF_MEDIAN * Math.sqrt(variance / ratios.length);
}

const rateOf = (run: SyncRun | undefined): number => run?.rate ?? Number.NaN;

async function syncOnce(rig: Rig, watched: boolean): Promise<SyncRun> {
  const { people } = rig.options;
  const sync = await startSync(rig, { people, limits: 'off', share: 1 });
  await runIdle(rig, sync);
  const api = await startApi(rig, { ...sync, scope: 'viewer' });
  const looking = await startConsoles(rig, api);
  if (!watched) await looking.stop();
  // Both begin with warm code and a machine at rest.
  await pause(SETTLE_MS);
  const syncing = syncEverybody(sync, people);
  const seconds = await (watched ? Promise.race([syncing, looking.ended]) : syncing);
  const { progress } = await sync.store.peopleState.get();
  const run = { rate: (progress?.read ?? Number.NaN) / seconds, news: looking.news() };
  await looking.stop();
  await api.stop();
  await sync.stop();
  return run;
}

/** All of them have heard something when this resolves. */
async function startConsoles(rig: Rig, { url, headers }: ServedApi) {
  let fewest = 0;
  const onMessage = (message: unknown) => {
    fewest = told.parse(message).fewest;
  };
  const { child, stop } = await startChild(
    'consoles',
    { argument: { url, headers, count: CONSOLES }, env: process.env, onMessage },
    rig.cleanup,
  );
  let stopped = false;
  return {
    news: () => fewest,
    /** Rejects where they end by themselves. */
    ended: child.exited.then((code): number => {
      if (stopped) return Number.NaN;
      throw new Error(`the consoles ended with code ${code}: ${child.stderrTail()}`);
    }),
    stop: () => {
      stopped = true;
      return stop();
    },
  };
}
