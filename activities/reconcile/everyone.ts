import type { FieldMap } from '../../model/field-map.ts';
import type { MarketoId } from '../../model/ids.ts';
import { RECONCILE_PRIORITY, type ReconcileRun } from '../../model/reconcile.ts';
import { ScanPlan } from '../../model/scan-plan.ts';
import type { PeopleDeps } from '../deps.ts';
import { CALLS_PER_WRITE, chunks, emptySummary, IDS_PER_CALL } from '../reread.ts';
import type { Scan, ScanWork } from '../scan/drive.ts';
import { IDS_PER_STEP, idsOf } from '../scan/ids.ts';
import { type Compared, compare } from './compare.ts';

export interface ReconcileInput {
  run: ReconcileRun;
  map: FieldMap;
}

/**
 * Compares every id up to the highest, then everyone stored beyond. Notes who differs before what is finished, and
 * changes nobody.
 */
export async function compareEveryone(deps: PeopleDeps, { run, map }: ReconcileInput): Promise<Scan> {
  const { store, limits } = deps;
  const { scanId, highestId, reason } = run;
  const plan = new ScanPlan(highestId ?? 0, IDS_PER_STEP, await store.ranges.finished(scanId));
  const beyond = { done: false, taken: false, asked: 0, read: 0, qualified: 0 };

  const look = async (ids: readonly MarketoId[], work: ScanWork): Promise<Compared> => {
    const request = { ids, map, priority: RECONCILE_PRIORITY[reason], signal: work.signal };
    const compared = await compare(deps, { ...request, hasRoom: work.visible() < work.cap() });
    work.count(emptySummary(), chunks(ids, IDS_PER_CALL).length);
    const { readAt, seen } = compared;
    work.signal.throwIfAborted();
    await store.candidates.put(
      scanId,
      seen.map(({ id, difference: { kind, fields } }) => ({ id, difference: kind, fields, readAt })),
    );
    return compared;
  };

  const lookAtRanges = async (work: ScanWork): Promise<void> => {
    while (!work.isOver()) {
      const range = plan.next();
      if (range === null) return;
      const ids = idsOf(range);
      const { read, qualified } = await look(ids, work);
      const finished = { ...range, asked: ids.length, read, qualified };
      await store.ranges.finish(scanId, finished);
      plan.finish(finished);
    }
  };

  /** Ids that Marketo has not given out yet, or that were never Marketo's: found by what is stored. */
  const lookBeyond = async (work: ScanWork): Promise<void> => {
    let after = run.beyondId ?? plan.end();
    while (!work.isOver()) {
      const people = await store.people.above(after, IDS_PER_STEP);
      const last = people.at(-1);
      beyond.done = last === undefined;
      if (last === undefined) return;
      const visible = people.filter(({ marketo }) => marketo?.state === 'qualified').map(({ _id }) => _id);
      const { read, qualified } = await look(visible, work);
      beyond.asked += visible.length;
      beyond.read += read;
      beyond.qualified += qualified;
      after = last._id;
      await store.reconcile.patch(scanId, { beyondId: after });
    }
  };

  return {
    // As many as the initial sync: Marketo always has as many calls as it takes.
    readers: Math.ceil(limits.atOnce / CALLS_PER_WRITE) + 1,
    counts: () => {
      const { asked, read, qualified } = plan.totals();
      return {
        done: asked + beyond.asked,
        total: plan.end() + beyond.asked,
        read: read + beyond.read,
        qualified: qualified + beyond.qualified,
      };
    },
    isComplete: () => beyond.done,
    read: async (work) => {
      await lookAtRanges(work);
      if (!plan.complete() || beyond.taken) return;
      beyond.taken = true;
      await lookBeyond(work);
    },
  };
}
