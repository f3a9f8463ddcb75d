import { type Call, ok, type Reply, type Route } from '../http/call.ts';
import { refusal } from '../http/errors.ts';
import { isPutAway } from '../records/row.ts';
import { recordLevel } from '../writes/caller.ts';
import { demandObject } from '../writes/records.ts';
import { wireMoment } from './record-json.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UPDATED_DAYS = 30;
const DELETED_DAYS = 15;
const MAX_IDS = 600_000;

const toMinute = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
const badDate = (message: string) => refusal('INVALID_REPLICATION_DATE', message);

function moment({ params }: Call, name: string): number {
  const given = params.get(name);
  // A plus that wasn't encoded has become a space.
  const ms = Date.parse((given ?? '').replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (Number.isNaN(ms)) throw badDate(`${name} is no date: ${given ?? ''}`);
  return toMinute(ms);
}

interface Window {
  readonly object: string;
  readonly from: number;
  readonly to: number;
}

/** The window asked for. Seconds are cut off. Throws INVALID_REPLICATION_DATE. */
function windowOf(call: Call, days: number, leastMs: number): Window {
  const view = demandObject(call.caller, call.args[0] ?? '');
  if (!view.type.replicateable) throw refusal('INVALID_TYPE', `sObject type '${view.name}' is not replicateable`);
  const [from, to] = [moment(call, 'start'), moment(call, 'end')];
  if (to - from < leastMs) throw badDate('endDate must be after startDate');
  if (from < toMinute(call.org.now() - days * DAY_MS)) throw badDate(`startDate is more than ${days} days ago`);
  return { object: view.name, from, to };
}

/** Up to where nothing more will come: the end asked for, now, or the start of a transaction that still runs. */
function latestCovered({ org }: Call, to: number): string {
  const running = org.later.oldest ?? Number.POSITIVE_INFINITY;
  return wireMoment(toMinute(Math.min(to, org.now(), running)));
}

function updated(call: Call): Reply {
  const { org, caller } = call;
  const { object, from, to } = windowOf(call, UPDATED_DAYS, MINUTE_MS);
  const rows = org.rowsFor(caller.userId);
  const hit = rows.byRange(object, 'SystemModstamp', { from, to: to - 1 }, false, { deleted: true });
  const ids: string[] = [];
  for (const row of hit?.rows() ?? []) if (!isPutAway(row)) ids.push(String(row.get('Id')));
  if (ids.length > MAX_IDS) throw refusal('EXCEEDED_ID_LIMIT', 'Too many records in the window; use a smaller one');
  return ok({ ids, latestDateCovered: latestCovered(call, to) });
}

function deleted(call: Call): Reply {
  const { org, caller } = call;
  const { object, from, to } = windowOf(call, DELETED_DAYS, MINUTE_MS + 1);
  const seen = org.deletions.between(object, from, to).filter(({ id }) => recordLevel(caller, id) !== 'hidden');
  return ok({
    deletedRecords: seen.map(({ id, at }) => ({ id, deletedDate: wireMoment(at) })),
    earliestDateAvailable: wireMoment(toMinute(org.deletions.earliest(DELETED_DAYS * DAY_MS))),
    latestDateCovered: latestCovered(call, to),
  });
}

/** Ids of what was changed and deleted in a window. */
export const replicationRoutes: readonly Route[] = [
  { method: 'GET', path: '/sobjects/{}/updated', class: 'replication', handle: updated },
  { method: 'GET', path: '/sobjects/{}/deleted', class: 'replication', handle: deleted },
];
