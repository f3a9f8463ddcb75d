import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import { MAX_ACTIVITY_LEADS, MAX_ACTIVITY_TYPES } from './endpoints.ts';
import { check } from './envelope.ts';
import { readStreamPage } from './feed.ts';
import { atLeastOne, atMost } from './limits.ts';
import type { RestCall } from './rest.ts';
import { marketoId, textOrNull, timestamp } from './schemas.ts';
import type { CallContext, PersonActivitiesPage, PersonActivitiesQuery } from './types.ts';

const ENDPOINT = 'activities';
/** Pages may be empty, so many more than are needed are allowed. */
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

/** As `MarketoClient.personActivities`. */
export async function* personActivities(
  call: RestCall,
  { token, typeIds, leadIds }: PersonActivitiesQuery,
  context: CallContext,
): AsyncGenerator<PersonActivitiesPage> {
  for (const values of [typeIds, leadIds]) atLeastOne(values, ENDPOINT);
  atMost(typeIds, MAX_ACTIVITY_TYPES, ENDPOINT);
  atMost(leadIds, MAX_ACTIVITY_LEADS, ENDPOINT);
  let nextPageToken = token;
  for (let count = 0; count < MAX_PAGES; count++) {
    const query = { activityTypeIds: typeIds, leadIds, nextPageToken };
    const page = await readStreamPage(call, ENDPOINT, query, context);
    nextPageToken = page.nextPageToken;
    yield { activities: check(rows, page.result, ENDPOINT), nextPageToken };
    if (!page.moreResult) return;
  }
  throw new AppError('marketo.tokenStuck', { details: { endpoint: ENDPOINT, pages: MAX_PAGES } });
}
