import type { FieldMap } from '../../model/field-map.ts';
import type { MarketoId } from '../../model/ids.ts';
import { ScanPlan, type ScanRange } from '../../model/scan-plan.ts';
import type { PeopleDeps } from '../deps.ts';
import { CALLS_PER_WRITE, IDS_PER_CALL, rereadStep } from '../reread.ts';
import type { Scan } from './drive.ts';

/** Ids of one step, and of one record of what is finished. */
export const IDS_PER_STEP = IDS_PER_CALL * CALLS_PER_WRITE;

export interface IdScanInput {
  scanId: string;
  map: FieldMap;
  highestId: number;
}

/** Reads every id, several steps at once; each range is recorded after its data. */
export async function idScan(deps: PeopleDeps, { scanId, map, highestId }: IdScanInput): Promise<Scan> {
  const { store, limits } = deps;
  const plan = new ScanPlan(highestId, IDS_PER_STEP, await store.ranges.finished(scanId));
  return {
    // While one step waits for Marketo, another may write: enough that Marketo always has as many calls as it takes.
    readers: Math.ceil(limits.atOnce / CALLS_PER_WRITE) + 1,
    counts: () => {
      const { asked, read, qualified } = plan.totals();
      return { done: asked, total: plan.end(), read, qualified };
    },
    isComplete: () => plan.complete(),
    read: async (work) => {
      while (!work.isOver()) {
        const range = plan.next();
        if (range === null) return;
        const ids = idsOf(range);
        const limits = { cap: work.cap(), visible: work.visible() };
        const request = { ids, map, ...limits, signal: work.signal, priority: 'initial', brake: true } as const;
        const summary = await rereadStep(deps, { ...request, evidence: 'initialScan' });
        work.count(summary, CALLS_PER_WRITE);
        const finished = { ...range, asked: ids.length, read: summary.read, qualified: summary.qualified };
        await store.ranges.finish(scanId, finished);
        plan.finish(finished);
      }
    },
  };
}

export function idsOf({ from, to }: ScanRange): MarketoId[] {
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) as MarketoId);
}
