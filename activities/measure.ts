import { parseTimestamp } from '../marketo/time.ts';
import type { CallContext, LeadRecord } from '../marketo/types.ts';
import { csvBytes } from '../model/csv-size.ts';
import { type Density, type Sample, sampleIds } from '../model/density.ts';
import { NEW_LEAD_TYPE } from '../model/feeds.ts';
import { type FieldMap, requestedFields, resolveFieldMap, toPersonRead } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import type { PeopleDeps } from './deps.ts';
import { IDS_PER_CALL } from './reread.ts';

const DAY_MS = 24 * 3_600_000;
/** New Lead records are looked for this far back, until one is found: the newest has the highest id. */
const LOOK_BACK_HOURS = [1, 24, 24 * 7, 24 * 31, 24 * 366, 24 * 366 * 20];
/** No instance is older (marketo-rest 12, recipe 3). */
const BEGINNING = new Date('2007-01-01T00:00:00Z');
/** Pages without a record at the beginning of the feed: beyond, everything since `BEGINNING` is taken. */
const MOST_EMPTY_PAGES = 20;
/** Always there and read-only (marketo-rest 4.3); not one of the synced fields. */
const CREATED_AT = 'createdAt';

/** What the caller knows already and need not be asked for. */
export interface Known {
  map?: FieldMap;
  highestId?: number | null;
}

/**
 * Takes a few samples over all ids: how many people there are, how large, created when. About 30 calls; writes nothing.
 */
export async function measureDensity(deps: PeopleDeps, context: CallContext, known: Known = {}): Promise<Density> {
  const at = deps.clock.now();
  const [map, highestId, firstAt] = await Promise.all([
    known.map ?? currentFieldMap(deps, context),
    known.highestId ?? findHighestId(deps, context),
    findFirst(deps, context),
  ]);
  const calls = sampleIds(highestId, IDS_PER_CALL);
  const samples = await sideBySide(calls, deps.limits.atOnce, (call) => sample(deps, call, map, context));
  const created = samples.flatMap(({ createdFrom }) => (createdFrom === null ? [] : [createdFrom.getTime()]));
  const first = Math.min(firstAt?.getTime() ?? at.getTime(), ...created);
  return { at, highestId, earliest: new Date(first - DAY_MS), samples };
}

/** @throws AppError `people.ownerFieldMissing`, `people.fieldMissing` */
export async function currentFieldMap(deps: PeopleDeps, context: CallContext): Promise<FieldMap> {
  return resolveFieldMap(await deps.marketo.describeLeads(context), deps.fieldOverrides);
}

/** The id of the newest person; 0 where there is nobody. */
export async function findHighestId({ marketo, clock }: PeopleDeps, context: CallContext): Promise<number> {
  for (const hours of LOOK_BACK_HOURS) {
    const since = new Date(clock.now().getTime() - hours * 3_600_000);
    let token = await marketo.pagingToken(since, context);
    let highest = 0;
    for (let more = true; more; ) {
      const page = await marketo.activities({ token, typeIds: [NEW_LEAD_TYPE] }, context);
      for (const record of page.records) highest = Math.max(highest, record.leadId);
      token = page.nextPageToken;
      more = page.moreResult;
    }
    if (highest > 0) return highest;
  }
  return 0;
}

/** When the first person came: New Lead records are kept for ever (marketo-rest 5.6). null: there is none. */
async function findFirst({ marketo }: PeopleDeps, context: CallContext): Promise<Date | null> {
  let token = await marketo.pagingToken(BEGINNING, context);
  for (let pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
    const page = await marketo.activities({ token, typeIds: [NEW_LEAD_TYPE] }, context);
    const times = page.records.map(({ at }) => at.getTime());
    if (times.length > 0) return new Date(Math.min(...times));
    if (!page.moreResult) return null;
    token = page.nextPageToken;
  }
  return BEGINNING;
}

async function sample(
  { marketo }: PeopleDeps,
  { from, to, ids }: { from: number; to: number; ids: readonly number[] },
  map: FieldMap,
  context: CallContext,
): Promise<Sample> {
  const fields = requestedFields(map);
  const { leads } = await marketo.leadsByIds(ids as readonly MarketoId[], [...fields, CREATED_AT], context);
  const columns = ['id', ...fields];
  const times = leads.flatMap(createdAt).toSorted((a, b) => a.getTime() - b.getTime());
  return {
    from,
    to,
    asked: ids.length,
    read: leads.length,
    owned: leads.filter((lead) => isOwned(lead, map)).length,
    csvBytes: leads.reduce((sum, lead) => sum + csvBytes(lead, columns), 0),
    createdFrom: times[0] ?? null,
    createdTo: times.at(-1) ?? null,
  };
}

function isOwned(lead: LeadRecord, map: FieldMap): boolean {
  const { ownerId, salesforceDeleted } = toPersonRead(lead, map);
  return ownerId !== null && !salesforceDeleted;
}

function createdAt(lead: LeadRecord): Date[] {
  const text = lead[CREATED_AT];
  const at = typeof text === 'string' ? parseTimestamp(text) : null;
  return at === null ? [] : [at];
}

/** In the order of `all`, whoever is ready first; after a failure nothing more is begun. */
async function sideBySide<T, R>(all: readonly T[], atOnce: number, one: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.entries();
  let failed = false;
  const lane = async () => {
    for (const [index, item] of waiting) {
      if (failed) return;
      results[index] = await one(item);
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, all.length) }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
  return results;
}
