import Fastify, { type FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { type Authenticate, guard } from './access/guard.ts';
import type { Api, ApiOptions } from './context.ts';
import { tellErrors, tellRouterError } from './errors.ts';
import { keepAnswers } from './idempotency.ts';
import { describe, serveDescription } from './openapi.ts';
import { ROUTES } from './routes/index.ts';

/** Of a body where a route does not say otherwise. */
const BODY_LIMIT_BYTES = 1_048_576;
const REQUEST_TIMEOUT_MS = 30_000;

/** What a server takes beside the options of its routes. */
export interface ServerOptions extends ApiOptions {
  authenticate: Authenticate;
  logger?: FastifyServerOptions['logger'];
}

/** The HTTP API; not listening yet. */
export async function createApiServer({ authenticate, logger = false, ...options }: ServerOptions): Promise<Api> {
  const server = Fastify({
    logger,
    // Addresses hold ids; what a caller sends beside them is not for a log.
    disableRequestLogging: true,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: true,
    frameworkErrors: tellRouterError,
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  const api: Api = server.withTypeProvider();
  tellErrors(api);
  await describe(api, options.version);
  guard(api, options, authenticate);
  keepAnswers(api, options);
  serveDescription(api);
  for (const add of ROUTES) add(api, options);
  return api;
}
