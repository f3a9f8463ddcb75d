import { MAX_ACTIVITY_LEADS, MAX_ACTIVITY_TYPES } from '../endpoints.ts';
import { readPagingToken } from '../feed.ts';
import { atLeastOne, atMost } from '../limits.ts';
import { personActivities } from '../person-activities.ts';
import type { RestCall } from '../rest.ts';
import type { AddedActivity, CallContext, ReadBackQuery } from '../types.ts';

const ENDPOINT = 'activities';

/** As `CustomActivities.readBack`. */
export async function readBack(
  call: RestCall,
  { leadIds, typeIds, from }: ReadBackQuery,
  context: CallContext,
): Promise<AddedActivity[]> {
  atLeastOne(typeIds, ENDPOINT);
  atMost(typeIds, MAX_ACTIVITY_TYPES, ENDPOINT);
  const distinct = [...new Set(leadIds)];
  if (distinct.length === 0) return [];
  // A token leads to what is after its second: one second earlier, and the second itself is in (marketo-rest 14.1).
  const first = await readPagingToken(call, new Date(from.getTime() - 1_000), context);
  const found: AddedActivity[] = [];
  for (let at = 0; at < distinct.length; at += MAX_ACTIVITY_LEADS) {
    const query = { token: first, typeIds, leadIds: distinct.slice(at, at + MAX_ACTIVITY_LEADS) };
    for await (const { activities } of personActivities(call, query, context)) found.push(...activities);
  }
  return found;
}
