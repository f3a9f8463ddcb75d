import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import { keptEntries, type PanelPart, type StoredEntry } from '../../model/panel/entry.ts';
import { entryFromMarketo, type TypeMeaning } from '../../model/panel/from-marketo.ts';
import { windowStart } from '../../model/panel/limits.ts';
import type { Clock } from '../../model/ports.ts';
import type { Batch, Rows } from './batches.ts';
import { allPages } from './pages.ts';
import type { PanelMarketo } from './ports.ts';

export interface BatchRequest {
  batch: Batch;
  types: ReadonlyMap<number, TypeMeaning>;
  token: string;
  rows: Rows;
}

interface Progress {
  found: Map<MarketoId, StoredEntry[]>;
  /** When it was asked for, by our clock. */
  begunAt: Date;
  /** The latest activity that was read. */
  latest: Date | null;
  isComplete: boolean;
}

/** One batch under way. */
export interface BatchReading {
  /** What is known up to now, whole or not. */
  soFar: () => Map<MarketoId, PanelPart>;
  /** Resolves when it is over: with what ended it early, or null. */
  ended: Promise<AppError | null>;
}

/**
 * Reads one batch to its end, or as far as it comes. Pages lead forward in time, so what was read is all that there was up
 * to its latest activity: it counts as a read of that moment, and the next one goes on from there.
 */
export function readBatch(
  deps: { marketo: PanelMarketo; clock: Clock },
  request: BatchRequest,
  signal: AbortSignal,
): BatchReading {
  const progress: Progress = { found: new Map(), begunAt: deps.clock.now(), latest: null, isComplete: false };
  const since = windowStart(progress.begunAt);
  return {
    soFar: () => partsOf(request, progress, since),
    ended: readPages(deps, request, progress, signal),
  };
}

async function readPages(
  deps: { marketo: PanelMarketo; clock: Clock },
  { batch, types, token }: BatchRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<AppError | null> {
  const query = { token, typeIds: [...types.keys()], leadIds: batch.ids };
  try {
    for await (const { activities } of allPages(deps, query, signal)) {
      for (const activity of activities) {
        if (progress.latest === null || activity.at > progress.latest) progress.latest = activity.at;
        const meaning = types.get(activity.typeId);
        const entry = meaning === undefined ? null : entryFromMarketo(activity, meaning);
        if (entry === null) continue;
        const entries = progress.found.get(activity.leadId) ?? [];
        progress.found.set(activity.leadId, entries);
        entries.push(entry);
      }
    }
    progress.isComplete = true;
    return null;
  } catch (failure) {
    if (!isAppError(failure)) throw failure;
    return failure;
  }
}

/** A complete read is shown whatever else there is; what is kept is the store's to say. */
function partsOf({ batch, rows, types }: BatchRequest, progress: Progress, since: Date): Map<MarketoId, PanelPart> {
  const parts = new Map<MarketoId, PanelPart>();
  const askedAt = readUpTo(progress);
  if (askedAt === null) return parts;
  const known = [...types.keys()].sort((one, other) => one - other);
  for (const id of batch.ids) {
    const old = rows.get(id)?.parts[batch.group];
    if (old !== undefined && old.askedAt > askedAt && !progress.isComplete) continue;
    const isWhole = batch.reach === 'whole' || old === undefined;
    const entries = [...(progress.found.get(id) ?? []), ...(isWhole ? [] : old.entries)];
    const wholeAt = isWhole ? askedAt : old.wholeAt;
    parts.set(id, { askedAt, wholeAt, types: known, entries: keptEntries(entries, since) });
  }
  return parts;
}

/** Everything up to then is there. Before the end it is earlier than at the end, so that `$max` keeps the whole. */
function readUpTo({ begunAt, latest, isComplete }: Progress): Date | null {
  if (isComplete) return begunAt;
  return latest === null ? null : new Date(Math.min(latest.getTime(), begunAt.getTime() - 1));
}
