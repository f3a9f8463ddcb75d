import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { AppError } from '../../model/errors/app-error.ts';
import type { Api } from '../context.ts';
import { type AccessSettings, isSecure } from './settings.ts';

const SELF = ["'self'"];
const NONE = ["'none'"];
const YEAR_SECONDS = 31_536_000;

/** Headers for browsers, cookies, and how many requests one caller may make. */
export async function protect(api: Api, settings: AccessSettings): Promise<void> {
  await api.register(cookie);
  await api.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NONE,
        scriptSrc: SELF,
        styleSrc: SELF,
        imgSrc: ["'self'", 'data:'],
        fontSrc: SELF,
        connectSrc: SELF,
        manifestSrc: SELF,
        formAction: SELF,
        baseUri: NONE,
        frameAncestors: NONE,
        requireTrustedTypesFor: ["'script'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    hsts: isSecure(settings) ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
  });
  api.addHook('onSend', async (request, reply) => {
    // Answers hold people; the console's files say themselves how long they last.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
  });
  await api.register(rateLimit, {
    max: settings.requestsPerMinute,
    timeWindow: '1 minute',
    // Before the body is read, after it is known who calls.
    hook: 'preParsing',
    cache: 10_000,
    keyGenerator: (request) => request.identity?.secretId ?? request.ip,
    allowList: (request) => request.routeOptions.config.scope === 'public' && request.url.startsWith('/healthz'),
    errorResponseBuilder: (_, { ttl }) => new AppError('api.rate', { retryAt: new Date(Date.now() + ttl) }),
  });
}
