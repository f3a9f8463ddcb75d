import { type ControlRoute, did } from '../../lib/control/route.ts';
import type { ControlCall } from './call.ts';

/** Webhooks with the campaigns that call them. */
export const WEBHOOK_ROUTES: readonly ControlRoute<ControlCall>[] = [
  {
    method: 'POST',
    path: /^\/webhooks$/,
    handle: ({ instance, body }) => did({ id: instance.webhooks.add(body) }),
  },
  { method: 'GET', path: /^\/webhooks$/, handle: ({ instance }) => did(instance.webhooks.report()) },
  {
    method: 'DELETE',
    path: /^\/webhooks$/,
    handle: ({ instance }) => did({ removed: instance.webhooks.remove() }),
  },
  {
    method: 'DELETE',
    path: /^\/webhooks\/(\d+)$/,
    handle: ({ instance, args }) => did({ removed: instance.webhooks.remove(Number(args[0])) }),
  },
];
