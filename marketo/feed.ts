import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import type { MarketoId } from '../model/ids.ts';
import type { RestEndpoint } from './caller.ts';
import { check } from './envelope.ts';
import type { Query } from './query.ts';
import type { RestAnswer, RestCall } from './rest.ts';
import { marketoId, textOrNull, timestamp } from './schemas.ts';
import { toTimestamp } from './time.ts';
import type { CallContext, FeedPage, FeedRecord } from './types.ts';

/** SFDC Merge Leads and Merge Leads (marketo-rest 5.8). */
const MERGES = new Set([31, 32]);

/** An array, one number, or numbers in a text with commas (marketo-rest 13.8). */
const mergeIds = z
  .union([z.array(z.unknown()), z.number(), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? value.split(',') : [value ?? []].flat()))
  .transform((values) => values.filter((value) => value !== '').map(toNumber))
  .pipe(z.array(marketoId));
const attributes = z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish();
const row = z.object({
  marketoGUID: textOrNull,
  leadId: marketoId,
  activityTypeId: z.int(),
  activityDate: timestamp,
  // Values may be any JSON; they are looked at for merges alone.
  attributes: z.unknown().optional(),
});
const mergeRow = z.object({ attributes });
const rows = z.array(row);
const paged = z.object({ nextPageToken: z.string().min(1) });

/** A token for what happened after a moment, in whole seconds. @throws AppError `marketo.badAnswer` */
export async function readPagingToken(call: RestCall, since: Date, context: CallContext): Promise<string> {
  const answer = await call('pagingToken', { sinceDatetime: toTimestamp(since) }, context);
  return check(paged, answer, 'pagingToken').nextPageToken;
}

/**
 * One page of a change stream. A row that can't be read fails the page: dropping it would lose a change.
 * @throws AppError `marketo.badAnswer`, `marketo.tokenStuck`
 */
export async function readFeedPage(
  call: RestCall,
  endpoint: RestEndpoint,
  query: Query & { nextPageToken: string },
  context: CallContext,
): Promise<FeedPage> {
  const answer = await readStreamPage(call, endpoint, query, context);
  const { nextPageToken, moreResult, date, receivedAt, durationMs } = answer;
  const records = check(rows, answer.result, endpoint).map((found) => toRecord(found, endpoint));
  return { records, nextPageToken, moreResult, askedAt: new Date((date ?? receivedAt).getTime() - durationMs) };
}

/** A page whose rows are not looked at yet. Streams always give a token. @throws AppError as `readFeedPage` */
export async function readStreamPage(
  call: RestCall,
  endpoint: RestEndpoint,
  query: Query & { nextPageToken: string },
  context: CallContext,
): Promise<RestAnswer & { nextPageToken: string }> {
  const answer = await call(endpoint, query, context);
  const { nextPageToken } = check(paged, answer, endpoint);
  if (answer.moreResult && nextPageToken === query.nextPageToken) {
    throw new AppError('marketo.tokenStuck', { details: { endpoint } });
  }
  return { ...answer, nextPageToken };
}

function toRecord(found: z.infer<typeof row>, endpoint: RestEndpoint): FeedRecord {
  const { marketoGUID: guid, leadId, activityTypeId: typeId, activityDate: at } = found;
  return { guid, leadId, typeId, at, mergedIds: MERGES.has(typeId) ? losersOf(found, endpoint) : [] };
}

function losersOf(found: z.infer<typeof row>, endpoint: RestEndpoint): MarketoId[] {
  const named = check(mergeRow, found, endpoint).attributes ?? [];
  const losers = named.find(({ name }) => name.toLowerCase().replaceAll(/[^a-z]/g, '') === 'mergeids');
  return [...new Set(check(mergeIds, losers?.value, endpoint))];
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
}
