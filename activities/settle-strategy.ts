import type { CallContext } from '../marketo/types.ts';
import { type Density, peopleExpected } from '../model/density.ts';
import { AppError } from '../model/errors/app-error.ts';
import { exportWindows } from '../model/export-windows.ts';
import type { ExportWindow } from '../model/exports.ts';
import type { FieldMap } from '../model/field-map.ts';
import type { PeopleState } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';
import { measureDensity } from './measure.ts';
import { planPeople } from './people-plan.ts';

export interface Unsettled {
  scanId: string;
  map: FieldMap;
  /** null: the scan has not been prepared yet. */
  highestId: number | null;
}

/**
 * Makes sure that a scan has a strategy, and for exports a plan of them. Whoever stores either first wins: another
 * attempt, or a repeated one, finds it and changes nothing. @returns the density, where it had to be measured
 */
export async function settleStrategy(
  deps: PeopleDeps,
  unsettled: Unsettled,
  context: CallContext,
): Promise<Density | null> {
  const { store } = deps;
  const { scanId } = unsettled;
  const state = await store.peopleState.get();
  const isOpen = state.strategy === null;
  const measured = isOpen ? await choose(deps, unsettled, context) : null;
  const settled = isOpen ? await store.peopleState.get() : state;
  if (settled.scanId !== scanId) throw new AppError('store.conflict', { details: { scan: scanId } });
  if (settled.strategy !== 'bulk' || (await store.exports.planned(scanId)) !== null) return measured;
  const density = measured ?? (await measureDensity(deps, context, unsettled));
  await store.exports.plan(scanId, exportsOf(density, settled, deps.clock.now()));
  return density;
}

/** By the plan's pick. A scan that an earlier version prepared reads by ids, as it began. */
async function choose(
  deps: PeopleDeps,
  { scanId, map, highestId }: Unsettled,
  context: CallContext,
): Promise<Density | null> {
  const { store } = deps;
  if (highestId !== null) {
    await store.peopleState.settle(scanId, { strategy: 'ids', smartList: null });
    return null;
  }
  const { pick, smartList, density } = await planPeople(deps, {}, context, { map });
  const choice = { strategy: pick.strategy, smartList: pick.way === 'smartList' ? smartList : null };
  if (await store.peopleState.settle(scanId, choice)) {
    const { calls, jobs, fitsToday } = pick;
    const details = { scanId, ...choice, calls, jobs, seconds: Math.round(pick.seconds), fitsToday };
    await store.audit.add({ action: 'people.initial.strategy', by: 'worker', details });
  }
  return density;
}

function exportsOf(density: Density, { smartList }: PeopleState, now: Date): ExportWindow[] {
  if (smartList === null) return exportWindows(density, now);
  // The fewest that everybody can be: a list with clearly less is found out by it.
  return [{ startAt: density.earliest, endAt: now, expected: Math.round(peopleExpected(density).low) }];
}
