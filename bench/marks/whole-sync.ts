import { setTimeout as pause } from 'node:timers/promises';
import { median, type Result, result, rounded } from '../result.ts';
import { runIdle, syncEverybody } from '../rig/initial-sync.ts';
import type { Rig } from '../rig/rig.ts';
import { type MemorySample, startSync } from '../rig/sync.ts';
import { historyRow } from './history.ts';

const MOST_MB = 80;
const MB = 1024 * 1024;
const SETTLE_MS = 6_000;
/** The last 2 s of the idle time. */
const IDLE_SAMPLES = 10;

/** Initial syncs by a real worker on a real Temporal: its memory, under limits and without, and its history. */
export async function wholeSync(rig: Rig): Promise<Result[]> {
  // At the machine's own speed: ten times the garbage in a tenth of the time.
  const fast = await syncOnce(rig, 'off');
  if (rig.options.quick) return [fast.memory, fast.history];
  const { memory, history } = await syncOnce(rig, 'on');
  return [memory, fast.memory, history];
}

async function syncOnce(rig: Rig, limits: 'on' | 'off'): Promise<{ memory: Result; history: Result }> {
  const { people, quick } = rig.options;
  rig.say(`memory, history: initial sync of ${people} people by a worker on Temporal, limits ${limits}`);
  const sync = await startSync(rig, { people, limits, share: 1 });
  await runIdle(rig, sync);
  await pause(quick ? SETTLE_MS / 3 : SETTLE_MS);
  const idle = sync.memory.slice(-IDLE_SAMPLES);
  const before = sync.memory.length;
  const seconds = await syncEverybody(sync, people);
  const during = sync.memory.slice(before);
  const history = await rig.temporal.workflow.getHandle(sync.ids.peopleInitial).fetchHistory();
  const { progress: counted } = await sync.store.peopleState.get();
  await sync.stop();
  return {
    memory: memoryRow({ people, limits, seconds, idle, during }),
    history: historyRow(history, counted ?? { done: 1, read: 1 }),
  };
}

interface Memory {
  people: number;
  limits: 'on' | 'off';
  seconds: number;
  idle: readonly MemorySample[];
  during: readonly MemorySample[];
}

function memoryRow({ people, limits, seconds, idle, during }: Memory): Result {
  const mb = (samples: readonly MemorySample[], member: keyof MemorySample) =>
    samples.map((sample) => sample[member] / MB);
  const atRest = median(mb(idle, 'rss'));
  const peak = Math.max(...mb(during, 'rss'));
  const peakOf = (member: keyof MemorySample) => rounded(Math.max(...mb(during, member)), 1);
  return result({
    mark: 'memory',
    what: `worker's memory over idle, ${people} people, ${limits === 'on' ? 'share 1' : 'limits off'}, of ${MOST_MB} MB`,
    measured: `${rounded(peak - atRest)} MB (${rounded(atRest)} → ${rounded(peak)})`,
    ratio: (peak - atRest) / MOST_MB,
    needs: { atMost: 1 },
    details: {
      people,
      limits,
      seconds: rounded(seconds, 1),
      idleMb: rounded(atRest, 1),
      peakMb: rounded(peak, 1),
      medianMb: rounded(median(mb(during, 'rss')), 1),
      idleHeapUsedMb: rounded(median(mb(idle, 'heapUsed')), 1),
      peakHeapUsedMb: peakOf('heapUsed'),
      peakHeapTotalMb: peakOf('heapTotal'),
      peakExternalMb: peakOf('external'),
      // The floor between collections: what really stays.
      lastHeapUsedLowMb: rounded(Math.min(...mb(during.slice(-25), 'heapUsed')), 1),
    },
  });
}
