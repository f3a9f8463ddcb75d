import { z } from 'zod';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';

/** A probe gives up soon after. */
const WITHIN_MS = 2_000;

/** For whoever restarts or routes: no word about the sync. */
export const healthRoutes: Routes = (api, { store, askTemporal }) => {
  const config = { scope: 'public' } as const;
  const tags = ['health'];

  api.get(
    '/healthz',
    {
      config,
      schema: {
        ...{ tags, summary: 'Whether the process answers', security: [] },
        response: answers({ 200: z.object({ alive: z.literal(true) }) }),
      },
    },
    async () => ({ alive: true as const }),
  );

  api.get(
    '/readyz',
    {
      config,
      schema: {
        ...{ tags, summary: 'Whether MongoDB and Temporal answer, too', security: [] },
        response: answers({
          200: z.object({ ready: z.literal(true) }),
          503: z.object({ ready: z.literal(false), reason: z.string() }),
        }),
      },
    },
    async (_, reply) => {
      const [database, temporal] = await Promise.all([answered(store.ping()), answered(askTemporal())]);
      if (database && temporal) return { ready: true as const };
      const reason = database ? 'Temporal does not answer' : 'MongoDB does not answer';
      return reply.code(503).send({ ready: false, reason });
    },
  );
};

async function answered(asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), WITHIN_MS);
  });
  const inTime = asked.then(
    () => true,
    () => false,
  );
  return Promise.race([inTime, late]).finally(() => clearTimeout(timer));
}
