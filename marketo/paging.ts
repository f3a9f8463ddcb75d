import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { RestEndpoint } from './caller.ts';
import type { LateQuery, RestAnswer, RestCall } from './rest.ts';
import type { CallContext } from './types.ts';

/** Pages of at most 300 rows each; anything above goes in circles. */
const MAX_PAGES = 20;

/**
 * All pages of a list, each asked for when it is wanted; nothing at all on 702 ("no data found", marketo-rest 2.3).
 * There is more while a token is present or `moreResult` is true (marketo-rest 4.1).
 * @throws AppError `marketo.tokenStuck`, `marketo.badAnswer`
 */
export async function* pages(
  call: RestCall,
  endpoint: RestEndpoint,
  query: LateQuery,
  context: CallContext,
): AsyncGenerator<RestAnswer> {
  let token: string | null = null;
  for (let count = 0; count < MAX_PAGES; count++) {
    const asked = token === null ? query : after(query, token);
    const answer = await callOrNothing(call, endpoint, asked, context);
    if (answer === null) return;
    yield answer;
    const next = nextToken(answer, token, endpoint);
    if (next === null) return;
    token = next;
  }
  throw new AppError('marketo.tokenStuck', { details: { endpoint, pages: MAX_PAGES } });
}

function after(query: LateQuery, nextPageToken: string): LateQuery {
  return typeof query === 'function' ? () => ({ ...query(), nextPageToken }) : { ...query, nextPageToken };
}

async function callOrNothing(
  call: RestCall,
  endpoint: RestEndpoint,
  query: LateQuery,
  context: CallContext,
): Promise<RestAnswer | null> {
  try {
    return await call(endpoint, query, context);
  } catch (error) {
    if (isAppError(error) && error.key === 'marketo.702') return null;
    throw error;
  }
}

function nextToken(
  { nextPageToken, moreResult }: RestAnswer,
  asked: string | null,
  endpoint: RestEndpoint,
): string | null {
  const token = nextPageToken === '' ? null : nextPageToken;
  if (moreResult && token === null) {
    throw new AppError('marketo.badAnswer', { details: { endpoint, at: 'nextPageToken' } });
  }
  if (token !== null && token === asked) throw new AppError('marketo.tokenStuck', { details: { endpoint } });
  return token;
}
