import { AppError, isAppError } from '../model/errors/app-error.ts';
import { isMarketoId, type MarketoId } from '../model/ids.ts';
import type { Clock } from '../model/ports.ts';
import type { Query } from './query.ts';
import type { RestAnswer, RestCall } from './rest.ts';
import type { CallContext, LeadRecord } from './types.ts';

const ENDPOINT = 'leads';
/** Pages of at most 300 people each; anything above goes in circles. */
const MAX_PAGES = 20;

export interface LeadsRead {
  leads: LeadRecord[];
  answeredAt: Date;
}

/** All pages of leads.json for some ids. `answeredAt` is the first page's: nothing in it is newer than said. */
export async function readLeads(
  call: RestCall,
  clock: Clock,
  ids: readonly MarketoId[],
  fields: readonly string[],
  context: CallContext,
): Promise<LeadsRead> {
  // Without `fields` Marketo sends six of its own choice; `id` comes in any case.
  const query = { filterType: 'id', filterValues: ids, fields: [...new Set(['id', ...fields])], batchSize: '300' };
  const leads: LeadRecord[] = [];
  let token: string | null = null;
  let answeredAt: Date | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const asked: Query = token === null ? query : { ...query, nextPageToken: token };
    const answer = await callOrNothing(call, asked, context);
    answeredAt ??= answer?.date ?? answer?.receivedAt ?? clock.now();
    if (answer === null) return { leads, answeredAt };
    for (const lead of readRows(answer.result)) leads.push(lead);
    const next = nextToken(answer, token);
    // Some instances send a token with the last page, too: when all have answered it is not worth a call.
    if (next === null || isComplete(leads, ids)) return { leads, answeredAt };
    token = next;
  }
  throw new AppError('marketo.tokenStuck', { details: { endpoint: ENDPOINT, pages: MAX_PAGES } });
}

/** 702 says "no data found" (marketo-rest 2.3): null, the same as an empty answer. */
async function callOrNothing(call: RestCall, query: Query, context: CallContext): Promise<RestAnswer | null> {
  try {
    return await call(ENDPOINT, query, context);
  } catch (error) {
    if (isAppError(error) && error.key === 'marketo.702') return null;
    throw error;
  }
}

/** Only the id of each record is looked at: a schema over all fields would cost as much as parsing the JSON. */
function readRows(rows: unknown[]): LeadRecord[] {
  if (rows.every(isLeadRecord)) return rows;
  const at = `${rows.findIndex((row) => !isLeadRecord(row))}.id`;
  throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at } });
}

function isLeadRecord(row: unknown): row is LeadRecord {
  return typeof row === 'object' && row !== null && 'id' in row && isMarketoId(row.id);
}

/** There is more while a token is present or `moreResult` is true (marketo-rest 4.1). */
function nextToken({ nextPageToken, moreResult }: RestAnswer, asked: string | null): string | null {
  const token = nextPageToken === '' ? null : nextPageToken;
  if (moreResult && token === null) {
    throw new AppError('marketo.badAnswer', { details: { endpoint: ENDPOINT, at: 'nextPageToken' } });
  }
  if (token !== null && token === asked) {
    throw new AppError('marketo.tokenStuck', { details: { endpoint: ENDPOINT } });
  }
  return token;
}

function isComplete(leads: readonly LeadRecord[], ids: readonly MarketoId[]): boolean {
  const found = new Set(leads.map((lead) => lead.id));
  return ids.every((id) => found.has(id));
}
