import type { Collection } from 'mongodb';
import type { MarketoId } from '../../model/ids.ts';
import { ownEntry, type StoredEntry } from '../../model/panel/entry.ts';
import { ROW_ENTRIES, windowStart } from '../../model/panel/limits.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { Database } from '../database.ts';
import { isTooLarge } from '../errors.ts';
import type { ActivityDocument } from '../sales-activities/document.ts';
import { bulkUpsert } from '../writes.ts';
import { PANELS, type PanelDocument } from './document.ts';

const AT_ONCE = 500;

/**
 * Puts sales activities into the rows of their people: those that are there already, or too old to be shown, are left
 * out. Two at once, or one repeated after a crash, may put one in twice; whoever reads takes each once.
 */
export async function rememberOwn(
  panels: Collection<PanelDocument>,
  activities: readonly SalesActivity[],
  now: Date,
): Promise<void> {
  const since = windowStart(now);
  const byPerson = new Map<MarketoId, StoredEntry[]>();
  for (const activity of activities) {
    if (activity.occurredAt < since) continue;
    byPerson.set(activity.personId, [...(byPerson.get(activity.personId) ?? []), ownEntry(activity)]);
  }
  if (byPerson.size === 0) return;
  const known = await knownIds(panels, [...byPerson.keys()]);
  const pushes = [...byPerson].flatMap(([_id, entries]) => {
    const fresh = entries.filter(({ id }) => known.get(_id)?.has(id) !== true);
    return fresh.length === 0 ? [] : [push(_id, fresh)];
  });
  try {
    await bulkUpsert(panels, pushes);
  } catch (error) {
    // A row that is full shows no more of its person; it must not keep anybody's activities from being taken.
    if (!isTooLarge(error)) throw error;
  }
}

function push(_id: MarketoId, entries: StoredEntry[]) {
  const $each = entries.sort((one, other) => one.at.getTime() - other.at.getTime());
  const update = { $push: { own: { $each, $slice: -ROW_ENTRIES } } };
  return { updateOne: { filter: { _id }, update, upsert: true } };
}

async function knownIds(panels: Collection<PanelDocument>, ids: MarketoId[]): Promise<Map<MarketoId, Set<string>>> {
  const rows = await panels.find({ _id: { $in: ids } }, { projection: { 'own.id': 1 } }).toArray();
  return new Map(rows.map(({ _id, own = [] }) => [_id, new Set(own.map(({ id }) => id))]));
}

/** The rows of everyone, from the activities that were taken before there were rows. */
export async function fillPanels(database: Database): Promise<void> {
  const now = database.clock.now();
  const filter = { 'activity.occurredAt': { $gte: windowStart(now) } };
  await remember(database, filter, now);
}

/** The row of one person, after it was dropped. A search over all activities: seldom, and an ordinary index helps. */
export async function rebuildOwn(database: Database, _id: MarketoId): Promise<void> {
  await remember(database, { 'activity.personId': _id }, database.clock.now());
  await database.collection<PanelDocument>(PANELS).updateOne({ _id }, { $unset: { rebuild: '' } });
}

async function remember(database: Database, filter: object, now: Date): Promise<void> {
  const panels = database.collection<PanelDocument>(PANELS);
  const activities = database.collection<ActivityDocument>('salesActivities');
  let page: SalesActivity[] = [];
  const whole = { ...filter, bare: { $exists: false } };
  for await (const { activity } of activities.find(whole, { projection: { activity: 1 } })) {
    page.push(activity);
    if (page.length < AT_ONCE) continue;
    await rememberOwn(panels, page, now);
    page = [];
  }
  await rememberOwn(panels, page, now);
}
