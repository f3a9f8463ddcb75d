import type { Routes } from '../context.ts';
import { alerts } from '../schemas/alerts.ts';
import { answers } from '../schemas/common.ts';

/** What needs somebody now. */
export const alertRoutes: Routes = (api) => {
  api.get(
    '/api/v1/alerts',
    {
      config: { scope: 'viewer' },
      schema: {
        ...{ tags: ['alerts'], summary: 'What fires now, the longest first, with cause and fix' },
        response: answers({ 200: alerts }),
      },
    },
    async ({ actionsSync }) => ({ items: await actionsSync.alerts.list() }),
  );
};
