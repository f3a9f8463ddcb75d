import type { MarketoId } from '../../model/ids.ts';
import type { PanelRow } from '../../model/panel/entry.ts';
import { PANEL_GROUPS, type PanelGroup } from '../../model/panel/kinds.ts';
import { OVERLAP_MS, WHOLE_AGAIN_MS, windowStart } from '../../model/panel/limits.ts';

/** How far back is read: everything, what is new since some days, or since a day at most. */
type Reach = 'whole' | 'week' | 'day';

/** People who are asked for with one call for each page. */
export interface Batch {
  group: PanelGroup;
  ids: MarketoId[];
  reach: Reach;
}

export type Wanted = ReadonlyMap<PanelGroup, readonly MarketoId[]>;
export type Rows = ReadonlyMap<MarketoId, PanelRow>;

/** Marketo takes 30 people a call (marketo-rest 5.2). */
const PEOPLE = 30;
const DAY_MS = 86_400_000;

/** Those of one reach go together, so that one person who was never read does not make 29 others be read whole. */
export function batchesOf(wanted: Wanted, rows: Rows, now: Date): Batch[] {
  return PANEL_GROUPS.flatMap((group) => {
    const byReach = new Map<Reach, MarketoId[]>([
      ['whole', []],
      ['week', []],
      ['day', []],
    ]);
    for (const id of wanted.get(group) ?? []) byReach.get(reachOf(rows.get(id), group, now))?.push(id);
    return [...byReach].flatMap(([reach, ids]) => inParts(ids).map((part) => ({ group, ids: part, reach })));
  });
}

function reachOf(row: PanelRow | undefined, group: PanelGroup, now: Date): Reach {
  const part = row?.parts[group];
  const age = (at: Date) => now.getTime() - at.getTime();
  if (part === undefined || age(part.wholeAt) > WHOLE_AGAIN_MS || age(part.askedAt) > WHOLE_AGAIN_MS) return 'whole';
  return age(part.askedAt) > DAY_MS ? 'week' : 'day';
}

/** One moment for all batches of a reach, so that they share a paging token. */
export function startsOf(batches: readonly Batch[], rows: Rows, now: Date): Record<Reach, Date> {
  const starts = { whole: windowStart(now), week: now, day: now };
  for (const { group, ids, reach } of batches) {
    if (reach === 'whole') continue;
    for (const id of ids) {
      const asked = rows.get(id)?.parts[group]?.askedAt ?? now;
      const start = new Date(asked.getTime() - OVERLAP_MS);
      if (start < starts[reach]) starts[reach] = start;
    }
  }
  return starts;
}

function inParts(ids: readonly MarketoId[]): MarketoId[][] {
  const parts: MarketoId[][] = [];
  for (let at = 0; at < ids.length; at += PEOPLE) parts.push(ids.slice(at, at + PEOPLE));
  return parts;
}
