import type { EndpointClass } from '../faults/schema.ts';
import type { ApiRequest, ApiSession } from './call.ts';
import { dispatch } from './dispatch.ts';
import { ApiError, refusal } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type Found, findRoute } from './router.ts';

const WRITING = new Set<EndpointClass>(['writes', 'collections', 'composite']);

/** A call under `/services/data/vNN.0`, judged, executed and answered. */
export async function handleApi(exchange: Exchange, version: number, path: string): Promise<void> {
  let leave = (): void => {};
  try {
    const session = admit(exchange);
    const found = foundOf(exchange, path);
    const endpoint =
      found instanceof ApiError
        ? 'unknown'
        : `${found.route.method} ${found.route.path.replaceAll('{}', '{id}') || '/'}`;
    const ended = session.org.statistics.call(endpoint);
    const finish = session.org.concurrency.enter();
    leave = () => {
      ended();
      finish();
    };
    if (found instanceof ApiError) throw found;
    await execute(exchange, session, requestOf(exchange, version, path), found);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await exchange.reply({ status: error.status, body: error.errors });
  } finally {
    leave();
  }
}

/** The caller's session. Throws 401. */
function admit(exchange: Exchange): ApiSession {
  const { world, token = '', entry } = exchange;
  const org = world.orgOfToken(token);
  if (org !== undefined) exchange.org = org;
  const session = org?.sessions.use(token);
  if (org === undefined || session === undefined) throw refusal('INVALID_SESSION_ID');
  exchange.admitted = true;
  entry.org = org.number;
  entry.userId = session.userId;
  org.advance();
  return { org, userId: session.userId, faults: {}, seesCommit: org.store.commits, held: { ms: 0, ids: new Set() } };
}

function foundOf({ method }: Exchange, path: string): Found | ApiError {
  try {
    return findRoute(method, path);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function requestOf(exchange: Exchange, version: number, path: string): ApiRequest {
  const { method, search, body } = exchange;
  return { method, path, search, version, header: (name) => exchange.header(name), json: () => parse(body) };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw refusal('JSON_PARSER_ERROR', error instanceof Error ? error.message : 'unreadable JSON');
  }
}

async function execute(exchange: Exchange, session: ApiSession, request: ApiRequest, found: Found): Promise<void> {
  const { org, userId } = session;
  const { method, path } = exchange;
  const object = objectOf(found, request);
  exchange.faults = org.faults.forRequest({ method, path, class: found.route.class, object, userId });
  const { faults } = exchange;
  if (faults.resetBefore === true) {
    exchange.cut();
    return;
  }
  if (faults.expireSession === true) {
    org.sessions.revoke(exchange.token ?? '');
    throw refusal('INVALID_SESSION_ID');
  }
  // What a gateway answers by itself never reaches the org.
  const gateway = faults.committed !== true && (faults.http !== undefined || faults.redirect !== undefined);
  if (!gateway) count(exchange);
  await exchange.delay((faults.delayMs ?? 0) + exchange.world.latencyMs);
  if (faults.committed !== true && (await exchange.faulted())) return;
  org.advance();
  const reply = dispatch({ ...session, faults }, request, found);
  await exchange.delay(session.held.ms + (faults.delayAfterMs ?? 0));
  if (faults.committed === true && (await exchange.faulted())) return;
  await exchange.reply(reply);
}

/** Takes a call from what the org has. Throws REQUEST_LIMIT_EXCEEDED. */
function count({ org, entry }: Exchange): void {
  if (!org.concurrency.free) {
    throw refusal('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
  }
  if (!org.limit.enter()) throw refusal('REQUEST_LIMIT_EXCEEDED');
  entry.counted = true;
}

const OF_OBJECT = /^\/(sobjects|composite\/(sobjects|tree))\/\{\}/;

/** Object that a call is about, for fault rules: that of the path, or of the first record of a collection. */
function objectOf({ route, args }: Found, request: ApiRequest): string | undefined {
  if (OF_OBJECT.test(route.path)) return args[0];
  if (!WRITING.has(route.class)) return undefined;
  try {
    const body = request.json() as { records?: readonly { attributes?: { type?: unknown } }[] } | undefined;
    const type = body?.records?.[0]?.attributes?.type;
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}
