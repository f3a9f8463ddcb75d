import Fastify, { type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import { guard, type Identify, identifying } from './access/guard.ts';
import { Identities } from './access/identify.ts';
import { protect } from './access/protect.ts';
import { createSessions } from './access/sessions.ts';
import { type AccessSettings, DEFAULT_ACCESS } from './access/settings.ts';
import { consoleFolder, serveConsole } from './console.ts';
import type { Actor, Api, ApiOptions } from './context.ts';
import { tellErrors, tellRouterError } from './errors.ts';
import { keepAnswers } from './idempotency.ts';
import { describe, serveDescription } from './openapi.ts';
import { ROUTES } from './routes/index.ts';
import { sessionRoutes } from './routes/session.ts';
import { validatorCompiler } from './validation.ts';

/** Of a body where a route does not say otherwise. */
const BODY_LIMIT_BYTES = 1_048_576;
/** Slow ones don't hold a socket for long. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const HEADERS_BYTES = 16_384;
/** Open event streams among them. */
const MOST_CONNECTIONS = 2_000;

/** What a server takes beside the options of its routes. */
export interface ServerOptions extends ApiOptions {
  access?: AccessSettings;
  /** Proxies whose `x-forwarded-for` is believed. */
  trustedProxies?: readonly string[];
  /** @internal Who calls, in tests of something else. */
  authenticate?: (request: FastifyRequest) => Promise<Actor | null>;
  logger?: FastifyServerOptions['logger'];
}

/** The HTTP API; not listening yet. */
export async function createApiServer(given: ServerOptions): Promise<Api> {
  const { authenticate, logger = false, access: settings = DEFAULT_ACCESS, trustedProxies = [], ...options } = given;
  const server = Fastify({
    logger,
    // Addresses hold ids; what a caller sends beside them is not for a log.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: HEADERS_BYTES },
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    frameworkErrors: tellRouterError,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  const api: Api = server.withTypeProvider();
  tellErrors(api);
  await describe(api, options.version);
  await protect(api, settings);
  const identities = new Identities(options.store);
  const identify = authenticate === undefined ? identifying(identities, settings) : trusting(authenticate);
  guard(api, options, { identify, settings });
  keepAnswers(api, options);
  serveDescription(api);
  sessionRoutes(api, createSessions(options.store, identities, settings), settings);
  for (const add of ROUTES) add(api, options);
  const folder = consoleFolder();
  if (folder !== null) await serveConsole(api, folder);
  return api;
}

function trusting(authenticate: NonNullable<ServerOptions['authenticate']>): Identify {
  return async (request) => {
    const actor = await authenticate(request);
    return actor === null ? null : { actor, secretId: `test ${actor.name}`, csrf: null, until: null };
  };
}
