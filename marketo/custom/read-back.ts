import { z } from 'zod';
import { AppError } from '../../model/errors/app-error.ts';
import { MAX_ACTIVITY_LEADS, MAX_ACTIVITY_TYPES } from '../endpoints.ts';
import { check } from '../envelope.ts';
import { readPagingToken, readStreamPage } from '../feed.ts';
import { atLeastOne, atMost } from '../limits.ts';
import type { RestCall } from '../rest.ts';
import { marketoId, textOrNull, timestamp } from '../schemas.ts';
import type { AddedActivity, CallContext, ReadBackQuery } from '../types.ts';

const ENDPOINT = 'activities';
/** Of one group of people; pages may be empty, so many more than are needed are allowed. */
const MAX_PAGES = 500;

const attribute = z.object({ name: z.string().catch(''), apiName: z.string().nullish(), value: z.unknown() });
const row = z
  .object({
    marketoGUID: textOrNull,
    leadId: marketoId,
    activityTypeId: z.int(),
    activityDate: timestamp,
    primaryAttributeValue: textOrNull,
    attributes: z.array(attribute).nullish(),
  })
  .transform(({ marketoGUID, activityTypeId, activityDate, primaryAttributeValue, attributes, ...rest }) => ({
    ...rest,
    guid: marketoGUID,
    typeId: activityTypeId,
    at: activityDate,
    primary: primaryAttributeValue,
    attributes: (attributes ?? []).map(({ apiName, ...known }) => ({ ...known, apiName: apiName ?? null })),
  }));
const rows = z.array(row);

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
    const query = { activityTypeIds: typeIds, leadIds: distinct.slice(at, at + MAX_ACTIVITY_LEADS) };
    found.push(...(await readGroup(call, query, first, context)));
  }
  return found;
}

async function readGroup(
  call: RestCall,
  query: { activityTypeIds: readonly number[]; leadIds: readonly number[] },
  first: string,
  context: CallContext,
): Promise<AddedActivity[]> {
  const found: AddedActivity[] = [];
  let token = first;
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await readStreamPage(call, ENDPOINT, { ...query, nextPageToken: token }, context);
    found.push(...check(rows, page.result, ENDPOINT));
    if (!page.moreResult) return found;
    token = page.nextPageToken;
  }
  throw new AppError('marketo.tokenStuck', { details: { endpoint: ENDPOINT, pages: MAX_PAGES } });
}
