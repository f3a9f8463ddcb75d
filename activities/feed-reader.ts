import type { CallContext, FeedPage, FeedRecord } from '../marketo/types.ts';
import type { Hint } from '../model/decide.ts';
import { isAppError } from '../model/errors/app-error.ts';
import { type Cursor, type Feed, MERGE_TYPES, WATCHED_ACTIVITY_TYPES } from '../model/feeds.ts';
import { type FieldMap, requestedFields } from '../model/field-map.ts';
import type { MarketoId } from '../model/ids.ts';
import type { Evidence } from '../model/person.ts';
import type { PeopleDeps } from './deps.ts';

export interface Collected {
  /** Each id once, with the first feed that named it. */
  ids: Map<MarketoId, Evidence>;
  hints: Map<MarketoId, Hint>;
  /** When a feed named each id last. */
  latest: Map<MarketoId, Date>;
  records: number;
}

export const nothingCollected = (): Collected => ({
  ids: new Map(),
  hints: new Map(),
  latest: new Map(),
  records: 0,
});

/** One page of a feed. */
export function readFeed(
  deps: PeopleDeps,
  feed: Feed,
  token: string,
  map: FieldMap,
  context: CallContext,
): Promise<FeedPage> {
  switch (feed) {
    case 'leadChanges':
      return deps.marketo.leadChanges({ token, fields: requestedFields(map) }, context);
    case 'activities':
      return deps.marketo.activities({ token, typeIds: WATCHED_ACTIVITY_TYPES }, context);
    case 'deletedLeads':
      return deps.marketo.deletedLeads({ token }, context);
  }
}

/**
 * The page at a cursor; a refused token is rebuilt once from the watermark, one second earlier (marketo-rest 14.1).
 * No code is documented for a bad token (14.10), so any refusal that is not about credentials, limits or a passing
 * trouble counts as one.
 */
export async function readAtCursor(
  deps: PeopleDeps,
  cursor: Cursor,
  map: FieldMap,
  context: CallContext,
): Promise<FeedPage> {
  try {
    return await readFeed(deps, cursor.feed, cursor.token, map, context);
  } catch (error) {
    if (!isAppError(error) || !(error.entry.class === 'bug' || error.entry.class === 'record')) throw error;
    const token = await deps.marketo.pagingToken(new Date(cursor.watermark.getTime() - 1_000), context);
    return readFeed(deps, cursor.feed, token, map, context);
  }
}

const EVIDENCE: Record<Feed, Evidence> = {
  leadChanges: 'leadChange',
  activities: 'activity',
  deletedLeads: 'deletion',
};

function name(into: Collected, id: MarketoId, evidence: Evidence): void {
  const strongest = evidence === 'merge' || evidence === 'deletion';
  if (strongest || !into.ids.has(id)) into.ids.set(id, evidence);
}

/** Who a page speaks of, and whom it calls gone. A merge upgrades a deletion (marketo-rest 5.7). */
export function collect(into: Collected, feed: Feed, records: readonly FeedRecord[]): void {
  into.records += records.length;
  for (const record of records) {
    name(into, record.leadId, EVIDENCE[feed]);
    const known = into.latest.get(record.leadId);
    if (known === undefined || known < record.at) into.latest.set(record.leadId, record.at);
    if (feed === 'deletedLeads' && into.hints.get(record.leadId)?.kind !== 'merge') {
      into.hints.set(record.leadId, { kind: 'deletion' });
    }
    if (!MERGE_TYPES.has(record.typeId)) continue;
    for (const loser of record.mergedIds) {
      if (loser === record.leadId) continue;
      name(into, loser, 'merge');
      into.hints.set(loser, { kind: 'merge', winner: record.leadId });
    }
  }
}
