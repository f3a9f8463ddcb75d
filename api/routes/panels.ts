import type { FastifyReply } from 'fastify';
import type { Routes } from '../context.ts';
import { answers } from '../schemas/common.ts';
import {
  panel,
  panelOfAccount,
  panelOfOpportunity,
  panelOfPerson,
  panelQuery,
  personPanelQuery,
} from '../schemas/panels.ts';

const tags = ['panels'];
const config = { scope: 'viewer' } as const;
const response = answers({ 200: panel });

/** What people did in the last 90 days (docs/panel.md). */
export const panelRoutes: Routes = (api) => {
  api.get(
    '/api/v1/panels/people/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'The panel of a person, or of everyone of the account', response },
        ...{ params: panelOfPerson, querystring: personPanelQuery },
      },
    },
    async ({ params: { id }, query: { kind: kinds, ...options }, actionsSync }, reply) =>
      actionsSync.getPanel({ person: id }, { ...options, kinds, signal: leaving(reply) }),
  );

  api.get(
    '/api/v1/panels/accounts/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'The panel of an account', response },
        ...{ params: panelOfAccount, querystring: panelQuery },
      },
    },
    async ({ params: { id }, query: { kind: kinds, ...options }, actionsSync }, reply) =>
      actionsSync.getPanel({ account: id }, { ...options, kinds, signal: leaving(reply) }),
  );

  api.get(
    '/api/v1/panels/opportunities/:id',
    {
      config,
      schema: {
        ...{ tags, summary: 'The panel of an opportunity', response },
        ...{ params: panelOfOpportunity, querystring: panelQuery },
      },
    },
    async ({ params: { id }, query: { kind: kinds, ...options }, actionsSync }, reply) =>
      actionsSync.getPanel({ opportunity: id }, { ...options, kinds, signal: leaving(reply) }),
  );
};

/** Nobody waits any more: what Marketo was asked goes on and is kept. */
function leaving(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
