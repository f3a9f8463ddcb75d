import { eventId, eventIdIn } from '../../../model/activity-types/payload.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { LookedUp, Sendable } from '../ports.ts';
import { isGone, livesOf } from '../winners.ts';
import type { MarketoSenderDeps } from './deps.ts';

/** Marketo keeps whole seconds. */
const SECOND_MS = 1_000;

/**
 * Reads back what may have been added, by its event id, under the winners of merges too. "Not there" counts only where
 * the person can be read, or is known to be gone: an activity goes with its person.
 */
export async function lookUpActivities(
  { store, marketo, clock, instance }: MarketoSenderDeps,
  activities: readonly Sendable[],
  signal: AbortSignal,
): Promise<Map<SalesActivityId, LookedUp>> {
  const types = await store.activityTypes.get();
  if (types === null || activities.length === 0) return new Map();
  const context = { priority: 'salesActivity', signal } as const;
  const lives = await livesOf(
    store,
    activities.map(({ person }) => person),
  );
  const earliest = Math.min(...activities.map(({ activity }) => activity.occurredAt.getTime()));
  const added = await marketo.customActivities.readBack(
    {
      leadIds: [...lives.values()].flat().map(({ _id }) => _id),
      typeIds: Object.values(types.ids),
      from: new Date(earliest - SECOND_MS),
    },
    context,
  );
  const guids = new Map(added.map(({ guid, attributes }) => [eventIdIn(attributes), guid]));
  const looked = new Map<SalesActivityId, LookedUp>();
  const now = clock.now();
  const missing: { id: SalesActivityId; leadId: MarketoId; gone: boolean }[] = [];
  for (const { activity, person } of activities) {
    const guid = guids.get(eventId(activity.id, instance));
    if (guid !== undefined) looked.set(activity.id, { kind: 'found', reference: guid });
    else
      missing.push({
        id: activity.id,
        leadId: (lives.get(person._id)?.at(-1) ?? person)._id,
        gone: isGone(person, now),
      });
  }
  if (missing.length === 0) return looked;
  const { leads } = await marketo.leadsByIds([...new Set(missing.map(({ leadId }) => leadId))], ['id'], context);
  const readable = new Set(leads.map(({ id }) => id));
  for (const { id, leadId, gone } of missing) if (gone || readable.has(leadId)) looked.set(id, { kind: 'absent' });
  return looked;
}
