import type { FastifyRequest } from 'fastify';
import { covers } from '../../model/access/scope.ts';
import type { Actor, Api, ApiOptions } from '../context.ts';
import { refusal } from '../problem.ts';

/** Who a request comes from; null: nobody who is known. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | null>;

/** Lets nobody through but who may; a route that does not say who may call it can't be added. */
export function guard(api: Api, { clientFor }: ApiOptions, authenticate: Authenticate): void {
  api.addHook('onRoute', ({ url, config }) => {
    if (config?.scope === undefined) throw new Error(`${url} does not say who may call it`);
  });
  api.addHook('onRequest', async (request) => {
    const needed = request.routeOptions.config.scope;
    // What is at no address has no scope.
    if (needed === undefined || needed === 'public') return;
    const actor = await authenticate(request);
    if (actor === null) throw refusal('api.unauthenticated');
    if (!covers(actor.scope, needed)) throw refusal('api.forbidden', { needed, has: actor.scope });
    request.actor = actor;
    request.isStillAllowed = async () => {
      const now = await authenticate(request);
      return now !== null && covers(now.scope, needed);
    };
    request.actionsSync = clientFor(actor.name);
  });
}
