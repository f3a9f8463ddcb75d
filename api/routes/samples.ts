import { z } from 'zod';
import { MINUTE_MS, samplePoints } from '../../model/samples.ts';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { samples } from '../schemas/samples.ts';

/** How far back, and how far apart, in minutes. */
const WINDOWS = { hour: { minutes: 60, step: 1 }, day: { minutes: 1_440, step: 10 } } as const;

/** What the plots of the last hour and day show. */
export const sampleRoutes: Routes = (api, { store }) => {
  api.get(
    '/api/v1/samples',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags: ['status'], summary: 'The last hour or day, for plots' },
        querystring: z.object({ window: z.enum(['hour', 'day']).default('hour') }),
        response: answers({ 200: samples }),
      },
    },
    async ({ query: { window } }) => {
      const { minutes, step } = WINDOWS[window];
      const until = new Date();
      const now = Math.floor(until.getTime() / MINUTE_MS);
      const kept = await store.samples.between(now - minutes - step, now);
      return { stepSeconds: step * 60, items: samplePoints(kept, { until, minutes, step }) };
    },
  );
};
