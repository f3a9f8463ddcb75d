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

/** What became of a batch; with an error, `parts` hold what was read until then. */
export interface BatchRead {
  parts: Map<MarketoId, PanelPart>;
  error: AppError | null;
}

interface Progress {
  found: Map<MarketoId, StoredEntry[]>;
  /** Everything up to then has been read. */
  upTo: Date | null;
}

/**
 * Reads one batch to its end, or as far as it comes. Pages lead forward in time, so what came before an error is all that
 * there was up to its latest activity: it counts as a read of that moment, and the next one goes on from there.
 */
export async function readBatch(
  deps: { marketo: PanelMarketo; clock: Clock },
  { batch, types, token, rows }: BatchRequest,
  signal: AbortSignal,
): Promise<BatchRead> {
  const askedAt = deps.clock.now();
  const progress: Progress = { found: new Map(), upTo: null };
  const query = { token, typeIds: [...types.keys()], leadIds: batch.ids };
  let error: AppError | null = null;
  try {
    for await (const page of allPages(deps, query, signal)) {
      for (const activity of page.activities) {
        if (progress.upTo === null || activity.at > progress.upTo) progress.upTo = activity.at;
        const meaning = types.get(activity.typeId);
        const entry = meaning === undefined ? null : entryFromMarketo(activity, meaning);
        if (entry === null) continue;
        const entries = progress.found.get(activity.leadId) ?? [];
        progress.found.set(activity.leadId, entries);
        entries.push(entry);
      }
    }
    progress.upTo = askedAt;
  } catch (failure) {
    if (!isAppError(failure)) throw failure;
    error = failure;
  }
  const since = windowStart(deps.clock.now());
  const known = [...types.keys()].sort((one, other) => one - other);
  return { parts: partsOf({ batch, rows, progress, known, since }), error };
}

function partsOf({
  batch,
  rows,
  progress,
  known,
  since,
}: {
  batch: Batch;
  rows: Rows;
  progress: Progress;
  known: number[];
  since: Date;
}): Map<MarketoId, PanelPart> {
  const parts = new Map<MarketoId, PanelPart>();
  const { found, upTo: askedAt } = progress;
  if (askedAt === null) return parts;
  for (const id of batch.ids) {
    const old = rows.get(id)?.parts[batch.group];
    if (old !== undefined && old.askedAt > askedAt) continue;
    const isWhole = batch.reach === 'whole' || old === undefined;
    const entries = [...(found.get(id) ?? []), ...(isWhole ? [] : old.entries)];
    const wholeAt = isWhole ? askedAt : old.wholeAt;
    parts.set(id, { askedAt, wholeAt, types: known, entries: keptEntries(entries, since) });
  }
  return parts;
}
