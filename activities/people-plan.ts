import type { CallContext } from '../marketo/types.ts';
import { type AbsentField, absent } from '../model/absent-field.ts';
import {
  type Density,
  type Estimate,
  exportBytes,
  idsPerPerson,
  ownedExpected,
  peopleExpected,
} from '../model/density.ts';
import { AppError } from '../model/errors/app-error.ts';
import { exportWindows } from '../model/export-windows.ts';
import type { ExportWindow } from '../model/exports.ts';
import type { FieldMap } from '../model/field-map.ts';
import { because, HINDRANCES } from '../model/hindrance.ts';
import {
  type Allowance,
  cheapest,
  isOffer,
  type Offer,
  type Price,
  prices,
  type Refusal,
  WAYS,
  type Way,
} from '../model/price.ts';
import { ScanPlan } from '../model/scan-plan.ts';
import type { Strategy } from '../model/strategy.ts';
import { readAllowance } from './allowance.ts';
import type { PeopleDeps } from './deps.ts';
import { currentFieldMap, type Known, measureDensity } from './measure.ts';
import { probeCrm, probeSmartList } from './plan-probes.ts';
import { CALLS_PER_WRITE, IDS_PER_CALL } from './reread.ts';

export interface PlanOptions {
  /** Only this one may be picked. */
  strategy?: Strategy | undefined;
  /** Instead of the setting `people.smartList`; null: no list. */
  smartList?: string | null | undefined;
}

export interface PeoplePlan {
  map: FieldMap;
  absent: AbsentField[];
  density: Density;
  people: Estimate;
  owned: Estimate;
  idsPerPerson: Estimate;
  /** Of the export of everyone. */
  bytes: Estimate;
  allowance: Allowance;
  windows: ExportWindow[];
  /** The list that was looked for. */
  smartList: string | null;
  prices: Price[];
  pick: Offer;
}

/**
 * What it would cost to read everyone, by each strategy. Asks Marketo about 30 times and writes nothing; an export is
 * made to see whether the smart list can be had, never queued, and cancelled: that costs nothing but its calls.
 * @throws AppError `people.ownerFieldMissing`, `people.fieldMissing`; `people.strategyUnavailable` where what was asked
 * for can't be had; class `quota` where the day has no calls left to plan with
 */
export async function planPeople(
  deps: PeopleDeps,
  options: PlanOptions,
  context: CallContext,
  known: Known = {},
): Promise<PeoplePlan> {
  const { store, clock } = deps;
  const settings = await store.settings.people();
  const map = known.map ?? (await currentFieldMap(deps, context));
  const smartList = options.smartList === undefined ? settings.smartList : options.smartList;
  const [density, list, crm] = await Promise.all([
    measureDensity(deps, context, { ...known, map }),
    probeSmartList(deps, { smartList, map }, context),
    probeCrm(deps, map, context),
  ]);
  // Last, so that the calls of this plan are counted.
  const found = await readAllowance(deps, context);
  const allowance = list?.hindrance === 'listNotTried' ? { ...found, bytesLeft: 0 } : found;
  const [people, bytes] = [peopleExpected(density), exportBytes(density)];
  const windows = exportWindows(density, clock.now());
  const all = prices({
    allowance,
    idsToAsk: new ScanPlan(density.highestId, IDS_PER_CALL * CALLS_PER_WRITE).end(),
    people: people.value,
    bytes: bytes.value,
    windows: windows.map(({ expected }) => expected),
    pollMs: settings.exportPollMs,
    smartList: list,
    crm,
  });
  return {
    map,
    absent: absent(map),
    density,
    people,
    owned: ownedExpected(density),
    idsPerPerson: idsPerPerson(density),
    bytes,
    allowance,
    windows,
    smartList,
    prices: all,
    pick: pickOf(all, options),
  };
}

/** @throws AppError `people.strategyUnavailable` */
function pickOf(all: readonly Price[], options: PlanOptions): Offer {
  for (const price of all) if (isDemanded(price.way, options) && !isOffer(price)) throw unavailable(price);
  const ways = waysOf(options);
  const pick = cheapest(all.filter(isOffer).filter(({ way }) => ways.includes(way)));
  if (pick === null) throw new Error('no way is open');
  return pick;
}

/** Where a list was named, doing without it would not be what was asked for. */
function isDemanded(way: Way, { strategy, smartList }: PlanOptions): boolean {
  if (way === 'smartList') return typeof smartList === 'string' && (strategy ?? 'bulk') === 'bulk';
  return way === strategy;
}

function waysOf({ strategy, smartList }: PlanOptions): readonly Way[] {
  if (strategy === undefined) return WAYS;
  if (strategy !== 'bulk') return [strategy];
  if (smartList === undefined) return ['windows', 'smartList'];
  return smartList === null ? ['windows'] : ['smartList'];
}

function unavailable({ way, strategy, unavailable: why }: Refusal): AppError {
  const cause = because(why);
  return new AppError('people.strategyUnavailable', {
    details: {
      strategy: way === 'smartList' ? 'bulk by smart list' : strategy,
      cause: `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`,
      fix: HINDRANCES[why.hindrance].fix,
    },
  });
}
