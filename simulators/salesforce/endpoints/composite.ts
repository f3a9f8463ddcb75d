import { type ApiRequest, type Call, ok, type Reply, type Route } from '../http/call.ts';
import { ApiError, refusal } from '../http/errors.ts';
import { type Json, objectBody, objectList, textOf } from './json-body.ts';
import { BrokenReference, resolved } from './references.ts';
import { isNested, runInner, subRequest } from './sub-request.ts';

const MAX_REQUESTS = 25;
const MAX_LARGE = 5;
const HALTED = 'The transaction was rolled back since another operation in the same transaction failed.';

interface SubReply {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

const isLarge = (url: string): boolean => /\/(query(All)?|composite\/sobjects)\b/i.test(url);

function checked(body: Json): readonly Json[] {
  const requests = objectList(body, 'compositeRequest');
  if (requests.length > MAX_REQUESTS)
    throw refusal('LIMIT_EXCEEDED', `A composite call takes ${MAX_REQUESTS} subrequests at most`);
  const large = requests.filter(({ url }) => isLarge(String(url))).length;
  if (large > MAX_LARGE)
    throw refusal('LIMIT_EXCEEDED', `A composite call takes ${MAX_LARGE} collection and query subrequests at most`);
  const ids = requests.map(({ referenceId }) => textOf(referenceId));
  if (ids.some((id, i) => !/^\w+$/.test(id) || ids.indexOf(id) !== i)) {
    throw refusal('INVALID_INPUT', 'Each subrequest needs a referenceId of its own');
  }
  return requests;
}

function halted(referenceId: string, message: string): SubReply {
  return { body: [{ errorCode: 'PROCESSING_HALTED', message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
}

function run(call: Call, given: Json, answers: ReadonlyMap<string, unknown>): SubReply {
  const referenceId = String(given.referenceId);
  try {
    const url = String(resolved(String(given.url), answers));
    const request = subRequest(String(given.method), url, resolved(given.body, answers), given.httpHeaders);
    if (isNested(request)) throw refusal('INVALID_INPUT', 'A composite call holds no other');
    const { status, body = null, headers = {} } = runInner(call, request);
    return { body, httpHeaders: headers, httpStatusCode: status, referenceId };
  } catch (error) {
    if (error instanceof BrokenReference) return halted(referenceId, error.message);
    if (error instanceof ApiError) {
      return { body: error.errors, httpHeaders: {}, httpStatusCode: error.status, referenceId };
    }
    throw error;
  }
}

function composite(call: Call): Reply {
  const body = objectBody(call.json());
  const requests = checked(body);
  const allOrNone = body.allOrNone === true;
  const replies = call.org.store.attempt(() => {
    const answers = new Map<string, unknown>();
    const value: SubReply[] = [];
    for (const request of requests) {
      const reply = run(call, request, answers);
      value.push(reply);
      if (reply.httpStatusCode < 300) answers.set(reply.referenceId, reply.body);
      else if (allOrNone) break;
    }
    return { keep: !allOrNone || value.every(({ httpStatusCode }) => httpStatusCode < 300), value };
  });
  const cause = allOrNone ? replies.find(({ httpStatusCode }) => httpStatusCode >= 300) : undefined;
  if (cause === undefined) return ok({ compositeResponse: replies });
  const results = requests.map(({ referenceId }) =>
    referenceId === cause.referenceId ? cause : halted(String(referenceId), HALTED),
  );
  return ok({ compositeResponse: results });
}

interface BatchResult {
  readonly statusCode: number;
  readonly result: unknown;
}

function runBatched(call: Call, given: Json): BatchResult {
  try {
    const request: ApiRequest = subRequest(String(given.method), String(given.url), given.richInput, undefined);
    if (isNested(request)) throw refusal('INVALID_INPUT', 'A batch holds no other');
    const { status, body = null } = runInner(call, request);
    return { statusCode: status, result: body };
  } catch (error) {
    if (error instanceof ApiError) return { statusCode: error.status, result: error.errors };
    throw error;
  }
}

function batch(call: Call): Reply {
  const body = objectBody(call.json());
  const requests = objectList(body, 'batchRequests');
  if (requests.length > MAX_REQUESTS)
    throw refusal('LIMIT_EXCEEDED', `A batch takes ${MAX_REQUESTS} subrequests at most`);
  const results: BatchResult[] = [];
  for (const request of requests) {
    const stopped = body.haltOnError === true && results.some(({ statusCode }) => statusCode >= 300);
    const error = [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }];
    results.push(stopped ? { statusCode: 412, result: error } : runBatched(call, request));
  }
  return ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 300), results });
}

function list({ basePath }: Call): Reply {
  return ok(Object.fromEntries(['tree', 'batch', 'sobjects'].map((name) => [name, `${basePath}/composite/${name}`])));
}

/** Several calls in one. */
export const compositeRoutes: readonly Route[] = [
  { method: 'GET', path: '/composite', class: 'versions', handle: list },
  { method: 'POST', path: '/composite', class: 'composite', handle: composite },
  { method: 'POST', path: '/composite/batch', class: 'composite', handle: batch },
];
