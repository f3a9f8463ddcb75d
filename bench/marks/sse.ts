import { z } from 'zod';
import { median, type Result, result, rounded } from '../result.ts';
import { startApi } from '../rig/api.ts';
import { startChild } from '../rig/child.ts';
import { runIdle, syncEverybody } from '../rig/initial-sync.ts';
import type { Rig } from '../rig/rig.ts';
import { startSync } from '../rig/sync.ts';

const CONSOLES = 50;
const AT_LEAST = 0.95;
/** One look of the API at how all flows stand, at least. */
const WINDOW_MS = 2_500;
/** Standard error of a median, of the mean's. */
const OF_MEDIAN = 1.253;

const news = z.union([
  z.object({ looking: z.boolean(), at: z.enum(['begin', 'end']) }),
  z.object({ leftAfter: z.number() }),
]);

interface Window {
  looking: boolean;
  /** Calls of the sync per second. */
  rate: number;
}

/**
 * One initial sync without limits by a real worker; by turns, 50 consoles hear how it stands by an API process, and none.
 * What is compared are windows next to each other, by the simulator's count of calls. Its size is its own: a sync has to
 * last for several of them.
 */
export async function sse(rig: Rig): Promise<Result[]> {
  const [syncs, people] = rig.options.quick ? [1, 400_000] : [2, 1_000_000];
  rig.say(`sse: ${syncs} initial syncs of ${people} people, by turns with and without ${CONSOLES} consoles`);
  const ratios: number[] = [];
  const rates: Record<'watched' | 'alone', number[]> = { watched: [], alone: [] };
  let fewestNews = Number.POSITIVE_INFINITY;
  for (let run = 0; run < syncs; run += 1) {
    const { windows, fewest } = await syncOnce(rig, people);
    fewestNews = Math.min(fewestNews, fewest);
    for (const { looking, rate } of windows) rates[looking ? 'watched' : 'alone'].push(rate);
    ratios.push(...ratiosOf(windows));
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
        ...{ people, syncs, windows: ratios.length, noise: rounded(noise, 3), fewestNews },
        ratios: ratios.map((ratio) => rounded(ratio, 3)),
        watched: shown(rates.watched),
        alone: shown(rates.alone),
      },
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

async function syncOnce(rig: Rig, people: number): Promise<{ windows: Window[]; fewest: number }> {
  const sync = await startSync(rig, { people, limits: 'off', share: 1 });
  await runIdle(rig, sync);
  const api = await startApi(rig, { ...sync, scope: 'viewer' });
  const windows: Window[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  let begun: Promise<{ calls: number; at: number }> | null = null;
  let isOver = false;
  const look = async () => ({ calls: (await sync.simulator.statistics()).calls, at: performance.now() });
  const hear = async (message: unknown) => {
    const told = news.parse(message);
    if ('leftAfter' in told) {
      fewest = Math.min(fewest, told.leftAfter);
      return;
    }
    if (told.at === 'begin') {
      begun = isOver ? null : look();
      return;
    }
    const [from, to] = [await begun, await look()];
    // Part of a window after the end is no rate of the sync.
    if (from !== null && !isOver)
      windows.push({ looking: told.looking, rate: ((to.calls - from.calls) * 1_000) / (to.at - from.at) });
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
  isOver = true;
  await consoles.stop();
  await api.stop();
  await sync.stop();
  // In the first two code is still cold; the last may reach beyond the end.
  return { windows: windows.slice(2, -1), fewest };
}
