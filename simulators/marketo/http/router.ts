import { activityRoutes } from '../endpoints/activities.ts';
import { bulkRoutes } from '../endpoints/bulk/routes.ts';
import { customActivityRoutes } from '../endpoints/custom-activities.ts';
import { customTypeRoutes } from '../endpoints/custom-types.ts';
import { leadWriteRoutes } from '../endpoints/lead-writes.ts';
import { leadReadRoutes } from '../endpoints/leads.ts';
import { listRoutes } from '../endpoints/lists.ts';
import { metadataRoutes } from '../endpoints/metadata.ts';
import { usageRoutes } from '../endpoints/usage.ts';
import type { Route } from './call.ts';
import { ApiError } from './errors.ts';

const ROUTES: readonly Route[] = [
  ...leadReadRoutes,
  ...leadWriteRoutes,
  ...listRoutes,
  ...metadataRoutes,
  ...activityRoutes,
  ...customTypeRoutes,
  ...customActivityRoutes,
  ...usageRoutes,
  ...bulkRoutes,
];

const COMPILED = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll('{}', '([^/]+?)')}$`),
}));

/** A route with the path's variable parts; throws 610 for an unknown path, 605 for a wrong method. */
export function findRoute(method: string, path: string): { route: Route; args: string[] } {
  let known = false;
  for (const { route, pattern } of COMPILED) {
    const match = pattern.exec(path);
    if (match === null) continue;
    known = true;
    if (route.method === method) return { route, args: match.slice(1) };
  }
  if (known) throw new ApiError('605', `Request method '${method}' not supported`);
  throw new ApiError('610');
}
