import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import { instance } from '../schemas/instance.ts';

/** What this server is. */
export const instanceRoutes: Routes = (api, options) => {
  const { instance: name, version, temporalUi, connected, isSimulated } = options;
  api.get(
    '/api/v1/instance',
    {
      config: { scope: 'viewer' },
      schema: { tags: ['status'], summary: 'What this server is, and who asks', response: answers({ 200: instance }) },
    },
    async ({ actor }) => ({
      ...{ instance: name, version, temporalUi, connected, simulated: isSimulated },
      actor: { name: actor.name, scope: actor.scope },
    }),
  );
};
