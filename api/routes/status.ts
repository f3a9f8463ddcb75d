import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { status } from '../schemas/status.ts';

/** How all flows stand. */
export const statusRoutes: Routes = (api) => {
  api.get(
    '/api/v1/status',
    {
      config: { scope: 'viewer' },
      schema: { tags: ['status'], summary: 'How all flows stand', response: answers({ 200: status }) },
    },
    async ({ actionsSync }) => actionsSync.status(),
  );
};
