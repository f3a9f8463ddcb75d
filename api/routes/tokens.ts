import { z } from 'zod';
import type { Routes } from '../context.ts';
import { accessToken, madeAccessToken, newAccessToken } from '../schemas/access.ts';
import { answers } from '../schemas/common.ts';

/** Tokens of the API. */
export const tokenRoutes: Routes = (api) => {
  const config = { scope: 'admin' } as const;
  const tags = ['access'];

  api.get(
    '/api/v1/tokens',
    {
      config,
      schema: {
        ...{ tags, summary: 'All tokens, the latest first, without their secrets' },
        response: answers({ 200: z.object({ items: z.array(accessToken) }) }),
      },
    },
    async ({ actionsSync }) => ({ items: await actionsSync.access.list() }),
  );

  api.post(
    '/api/v1/tokens',
    {
      config: { ...config, isSecret: true },
      schema: {
        ...{ tags, summary: 'Make a token; its secret is told this once' },
        body: newAccessToken,
        response: answers({ 201: madeAccessToken }),
      },
    },
    async ({ actionsSync, body }, reply) => reply.code(201).send(await actionsSync.access.create(body)),
  );

  api.delete(
    '/api/v1/tokens/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'Revoke a token; it and its sessions end within seconds' },
        params: z.object({ id: z.string().max(64) }),
        response: answers({ 200: accessToken }),
      },
    },
    async ({ actionsSync, params }) => actionsSync.access.revoke(params.id),
  );
};
