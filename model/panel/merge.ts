import { eventId } from '../activity-types/payload.ts';
import type { MarketoId } from '../ids.ts';
import type { PanelRow, StoredEntry } from './entry.ts';
import { PANEL_GROUPS, type PanelKind } from './kinds.ts';
import type { Week } from './weeks.ts';

/** One event as it is shown. */
export interface PanelEntry {
  at: Date;
  /** Monday of its week, `2026-11-23`. */
  week: string;
  kind: PanelKind;
  personId: MarketoId;
  title: string | null;
  details: StoredEntry['details'];
  /** `actions`: logged with us; `marketo`: known from there. */
  source: 'actions' | 'marketo';
  /** Marketo takes it for a machine's doing. */
  isBot: boolean;
}

/** A week with activities. */
export interface PanelWeek {
  /** Its Monday, in the viewer's time zone. */
  from: string;
  /** Newest first. */
  entries: PanelEntry[];
}

export interface MergeOptions {
  /** `ACTIONS_SYNC_INSTANCE`: whose events are ours. */
  instance: string;
  kinds: ReadonlySet<PanelKind>;
  since: Date;
  weeks: readonly Week[];
  maxRows: number;
}

type Found = [entry: StoredEntry, personId: MarketoId, source: PanelEntry['source']];

/**
 * Rows of people as one panel: each event once, newest first, by week. What we logged ourselves wins over the same event
 * as Marketo has it, because it knows more. @returns `more`: how many were left out above `maxRows`
 */
export function mergeRows(
  rows: Iterable<readonly [MarketoId, PanelRow]>,
  { instance, kinds, since, weeks, maxRows }: MergeOptions,
): { weeks: PanelWeek[]; rowsShown: number; more: number } {
  const found = new Map<string, Found>();
  const add = (key: string, entry: StoredEntry, personId: MarketoId, source: PanelEntry['source']) => {
    if (entry.at >= since && kinds.has(entry.kind) && !found.has(key)) found.set(key, [entry, personId, source]);
  };
  const all = [...rows];
  for (const [personId, { own }] of all) {
    for (const entry of own) add(`event/${eventId(entry.id, instance)}`, entry, personId, 'actions');
  }
  for (const [personId, { parts }] of all) {
    for (const group of PANEL_GROUPS) {
      for (const entry of parts[group]?.entries ?? []) {
        const key = entry.eventId === undefined ? `marketo/${entry.id}` : `event/${entry.eventId}`;
        add(key, entry, personId, 'marketo');
      }
    }
  }
  const shown = newest([...found.values()], maxRows);
  return { weeks: byWeek(shown, weeks), rowsShown: shown.length, more: found.size - shown.length };
}

function newest(found: readonly Found[], most: number): Found[] {
  const sorted = latest(found, most).sort(newestFirst);
  return sorted.slice(0, most);
}

/** Sorting numbers alone is several times faster than sorting tens of thousands of entries that are not shown. */
function latest(found: readonly Found[], most: number): Found[] {
  if (found.length <= most) return [...found];
  const times = Float64Array.from(found, ([{ at }]) => at.getTime()).sort();
  const oldest = times[times.length - most] ?? 0;
  return found.filter(([{ at }]) => at.getTime() >= oldest);
}

/** Of one second any order would do; by id it is always the same. */
function newestFirst([one]: Found, [other]: Found): number {
  return other.at.getTime() - one.at.getTime() || (one.id < other.id ? -1 : 1);
}

function byWeek(found: readonly Found[], weeks: readonly Week[]): PanelWeek[] {
  const filled: PanelWeek[] = [];
  let place = 0;
  for (const [{ at, kind, title, details, isBot = false }, personId, source] of found) {
    let week = weeks[place];
    while (week !== undefined && at < week.startsAt) week = weeks[++place];
    if (week === undefined) break;
    if (filled.at(-1)?.from !== week.from) filled.push({ from: week.from, entries: [] });
    filled.at(-1)?.entries.push({ at, week: week.from, kind, personId, title, details, source, isBot });
  }
  return filled;
}
