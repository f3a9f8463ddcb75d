import type { FastifyRequest } from 'fastify';
import { covers, type Scope } from '../../model/access/scope.ts';
import type { Api, ApiOptions } from '../context.ts';
import { refusal } from '../problem.ts';
import { checkHost, checkOrigin, isWrite } from './browser.ts';
import type { Identities } from './identify.ts';
import type { Identity } from './identity.ts';
import { type AccessSettings, cookieName } from './settings.ts';
import { UseLog } from './use-log.ts';

/** Who a request comes from; null: nobody who is known. */
export type Identify = (request: FastifyRequest) => Promise<Identity | null>;

const FLUSH_MS = 60_000;
/** Asked by what restarts and routes, under any name. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** By the token in the header, else by the session in the cookie; a header that says nothing known is not passed over. */
export function identifying(identities: Identities, settings: AccessSettings): Identify {
  return (request) => {
    const header = request.headers.authorization;
    if (header !== undefined) return identities.ofToken(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '');
    const cookie = request.cookies[cookieName(settings)];
    return cookie === undefined ? Promise.resolve(null) : identities.ofSession(cookie);
  };
}

/** Lets nobody through but who may; a route that does not say who may call it can't be added. */
export function guard(
  api: Api,
  { clientFor, store }: ApiOptions,
  { identify, settings }: { identify: Identify; settings: AccessSettings },
): void {
  const log = new UseLog(store.audit);
  const failures = api.createRateLimit({ max: settings.signInsPerMinute * 10, timeWindow: '1 minute' });
  const timer = setInterval(() => void log.flush(Date.now()).catch(() => {}), FLUSH_MS);
  timer.unref();
  api.addHook('onClose', async () => {
    clearInterval(timer);
    // What is left is worth no failed end.
    await log.flush().catch(() => {});
  });

  api.addHook('onRoute', ({ url, config }) => {
    if (config?.scope === undefined) throw new Error(`${url} does not say who may call it`);
  });

  api.addHook('onRequest', async (request) => {
    const { scope: needed, anyHost } = request.routeOptions.config;
    const path = request.routeOptions.url ?? '';
    if (request.headers.authorization === undefined && anyHost !== true && !PROBES.has(path))
      checkHost(request, settings);
    // What is at no address has no scope.
    if (needed === undefined || needed === 'public') return;
    const identity = await identify(request);
    if (identity === null) {
      const limited = await failures(request);
      if (!limited.isAllowed && limited.isExceeded) throw refusal('api.rate', { problem: 'too many unknown callers' });
      throw refusal('api.unauthenticated');
    }
    if (identity.csrf !== null) checkOrigin(request, identity.csrf, settings);
    allow(identity, needed);
    request.identity = identity;
    request.actor = identity.actor;
    request.actionsSync = clientFor(identity.actor.name);
    request.isStillAllowed = () => stillAllowed(() => identify(request), needed);
  });

  // After the limit of requests, before anything is done.
  api.addHook('preValidation', async (request) => {
    const { identity } = request;
    if (identity === undefined) return;
    const { actor, secretId } = identity;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    await log.used({ actor, secretId, route, isWrite: isWrite(request) });
  });
}

function allow({ actor }: Identity, needed: Scope): void {
  if (!covers(actor.scope, needed)) throw refusal('api.forbidden', { needed, has: actor.scope });
}

/** @throws AppError `store.*`: it is not known now */
async function stillAllowed(identify: () => Promise<Identity | null>, needed: Scope): Promise<boolean> {
  const identity = await identify();
  return identity !== null && covers(identity.actor.scope, needed);
}
