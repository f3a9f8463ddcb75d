import { z } from 'zod';
import { checkSameOrigin } from '../access/browser.ts';
import type { createSessions } from '../access/sessions.ts';
import type { AccessSettings } from '../access/settings.ts';
import type { Api } from '../context.ts';
import { session, signIn } from '../schemas/access.ts';
import { answers } from '../schemas/common.ts';

const BODY_BYTES = 1_024;

/** Signing in to the console and out of it. */
export function sessionRoutes(api: Api, sessions: ReturnType<typeof createSessions>, settings: AccessSettings): void {
  const tags = ['access'];

  api.post(
    '/api/v1/session',
    {
      config: { scope: 'public', rateLimit: { max: settings.signInsPerMinute, timeWindow: '1 minute' } },
      bodyLimit: BODY_BYTES,
      schema: {
        ...{ tags, summary: 'Sign in with a token or a one-time code; answers with a cookie', security: [] },
        body: signIn,
        response: answers({ 200: session }),
      },
    },
    async (request, reply) => {
      checkSameOrigin(request, settings);
      const { actor, csrf, until } = await sessions.open(request.body, reply);
      return { actor, csrf, until };
    },
  );

  api.get(
    '/api/v1/session',
    { config: { scope: 'viewer' }, schema: { tags, summary: 'Who is signed in', response: answers({ 200: session }) } },
    async ({ identity, actor }) => ({
      actor: { name: actor.name, scope: actor.scope },
      csrf: identity?.csrf ?? null,
      until: identity?.until ?? null,
    }),
  );

  api.delete(
    '/api/v1/session',
    {
      config: { scope: 'viewer' },
      schema: { tags, summary: 'Sign out', response: answers({ 200: z.object({ signedOut: z.boolean() }) }) },
    },
    async (request, reply) => {
      await sessions.close(request, reply);
      return { signedOut: request.identity?.csrf !== null };
    },
  );
}
